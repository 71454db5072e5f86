package io.bursar;

import java.util.List;

/** {@code doctor}: dispatches to the engine's. */
final class DoctorCommand {
    private static final String HELP = """
            bursar doctor

              Recomputes the books from the log and names whatever does not fit. Changes nothing.
            """;

    private DoctorCommand() {}

    static int run(List<String> arguments) {
        if (arguments.contains("--help")) {
            System.out.print(HELP);
            return 0;
        }
        System.err.println("This build has no doctor yet.");
        return 2;
    }
}
