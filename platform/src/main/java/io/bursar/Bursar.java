package io.bursar;

import io.bursar.books.ExportBook;
import io.bursar.database.DatabaseSettings;
import java.util.List;

/**
 * The program: {@code up}, {@code console}, {@code import}, {@code export}, {@code doctor}, each with its own
 * {@code --help}.
 */
public final class Bursar {
    private static final String HELP = """
            Bursar keeps books: a payments backend with a double-entry ledger.

              bursar up [options]            start it, with its own PostgreSQL or yours
              bursar console                 print a link to sign in to its web pages with
              bursar import cards FILE …     book card transactions from a CSV file
              bursar import book FILE        make of an exported book the same book here
              bursar export book FILE        write the whole book into a file that can be verified
              bursar export checkpoint       a signed line that says what the book is now
              bursar doctor                  check that the books add up

            Each command says more with --help.
            """;

    private Bursar() {}

    public static void main(String[] arguments) {
        int status = run(List.of(arguments));
        if (status != 0) {
            System.exit(status);
        }
    }

    /** @return the exit status; {@code up} goes on after 0 until it is told to stop */
    static int run(List<String> arguments) {
        String command = arguments.isEmpty() ? "--help" : arguments.getFirst();
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        return switch (command) {
            case "up" -> Up.run(rest);
            case "console" -> ConsoleCommand.run(rest);
            case "import" -> ImportCommand.run(rest);
            case "export" -> ExportBook.run(rest, DatabaseSettings.fromEnvironment(), System.out, System.err);
            case "doctor" -> DoctorCommand.run(rest);
            case "help", "--help", "-h" -> {
                System.out.print(HELP);
                yield 0;
            }
            default -> {
                System.err.println("There is no command " + command + ". Try: bursar help");
                yield 2;
            }
        };
    }
}
