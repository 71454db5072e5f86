package io.bursar;

import io.bursar.database.DatabaseSettings;
import io.bursar.imports.CardImport;
import java.util.List;

/** {@code import cards FILE …}: dispatches to what imports. */
final class ImportCommand {
    private static final String HELP = """
            bursar import cards FILE …

              Books card transactions from CSV files (.csv or .csv.gz). More: bursar import cards --help
            """;

    private ImportCommand() {}

    static int run(List<String> arguments) {
        if (arguments.isEmpty() || List.of("--help", "-h").contains(arguments.getFirst())) {
            System.out.print(HELP);
            return 0;
        }
        if (!arguments.getFirst().equals("cards")) {
            System.err.println("There is nothing to import called " + arguments.getFirst() + ". " + HELP);
            return 2;
        }
        return CardImport.run(arguments.subList(1, arguments.size()), DatabaseSettings.fromEnvironment());
    }
}
