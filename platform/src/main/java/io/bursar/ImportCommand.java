package io.bursar;

import java.util.List;

/** {@code import cards FILE …}: dispatches to what imports. */
final class ImportCommand {
    private static final String HELP = """
            bursar import cards FILE …

              Books card transactions from CSV files (.csv or .csv.gz).
            """;

    private ImportCommand() {}

    static int run(List<String> arguments) {
        if (arguments.isEmpty() || arguments.contains("--help")) {
            System.out.print(HELP);
            return 0;
        }
        if (!arguments.getFirst().equals("cards") || arguments.size() < 2) {
            System.err.println("Try: bursar import cards FILE …");
            return 2;
        }
        System.err.println("This build cannot import yet.");
        return 2;
    }
}
