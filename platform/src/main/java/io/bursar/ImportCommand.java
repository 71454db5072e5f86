package io.bursar;

import io.bursar.books.ImportBook;
import io.bursar.database.DatabaseSettings;
import io.bursar.imports.CardImport;
import java.util.List;

/** {@code import cards FILE …}, {@code import book FILE}: dispatches to what imports. */
final class ImportCommand {
    private static final String HELP = """
            bursar import cards FILE …

              Books card transactions from CSV files (.csv or .csv.gz). More: bursar import cards --help

            bursar import book FILE

              Makes of an exported book the same book here. More: bursar import book --help
            """;

    private ImportCommand() {}

    static int run(List<String> arguments) {
        if (arguments.isEmpty() || List.of("--help", "-h").contains(arguments.getFirst())) {
            System.out.print(HELP);
            return 0;
        }
        List<String> rest = arguments.subList(1, arguments.size());
        return switch (arguments.getFirst()) {
            case "cards" -> CardImport.run(rest, DatabaseSettings.fromEnvironment());
            case "book" -> ImportBook.run(rest, DatabaseSettings.fromEnvironment(), System.out);
            default -> {
                System.err.println("There is nothing to import called " + arguments.getFirst() + ". " + HELP);
                yield 2;
            }
        };
    }
}
