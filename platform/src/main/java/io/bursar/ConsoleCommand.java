package io.bursar;

import io.bursar.console.SignInLinks;
import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.Schema;
import io.bursar.database.StartRefused;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** {@code console}: prints another link to sign in with, beside a running Bursar. */
final class ConsoleCommand {
    private static final String HELP = """
            Usage: ./bursar console

            Prints a link to sign in to the console with. It lets one browser in, once, within 15 minutes; the session
            then lasts until one signs out, twelve hours at most. Run it where Bursar runs, while it runs.

            Environment: BURSAR_HOME, BURSAR_DATABASE_URL, as for ./bursar up.
            Exit status: 0 a link was printed; 1 there is no console yet, or the database cannot be used; 2 wrong usage.
            """;

    private ConsoleCommand() {}

    static int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.print(HELP);
            return 0;
        }
        if (!arguments.isEmpty()) {
            System.err.println("console takes no arguments, got " + String.join(" ", arguments) + "\n\n" + HELP);
            return 2;
        }
        try (Database database =
                Database.openOrJoin(DatabaseSettings.fromEnvironment(), Schema.of(List.of("console")))) {
            Optional<URI> link = SignInLinks.on(database).another();
            if (link.isEmpty()) {
                System.err.println("The console was never opened here. Start it: ./bursar up");
                return 1;
            }
            System.out.println(link.get());
            return 0;
        } catch (StartRefused refused) {
            System.err.println(refused.getMessage());
            return 1;
        }
    }
}
