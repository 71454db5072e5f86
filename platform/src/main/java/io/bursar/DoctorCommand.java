package io.bursar;

import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.Schema;
import io.bursar.database.StartRefused;
import io.bursar.engine.LedgerDoctor;
import io.bursar.ledger.Book;
import java.sql.SQLException;
import java.util.List;

/** {@code doctor}: proves the book from its log, beside a running Bursar or without one. */
final class DoctorCommand {
    private static final String HELP = """
            Usage: ./bursar doctor

            Recomputes the book from its log: running balances, chains, holds, reversals, limits, keys, checkpoints,
            day deltas, sums. Names whatever does not fit, and changes nothing. Runs alone or beside ./bursar up.

            Environment: BURSAR_HOME, BURSAR_DATABASE_URL, as for ./bursar up.
            Exit status: 0 all is well; 1 something is not, or the database cannot be used; 2 wrong usage.
            """;

    private DoctorCommand() {}

    static int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            System.out.print(HELP);
            return 0;
        }
        if (!arguments.isEmpty()) {
            System.err.println("doctor takes no arguments, got " + String.join(" ", arguments) + "\n\n" + HELP);
            return 2;
        }
        try (Database database =
                Database.openOrJoin(DatabaseSettings.fromEnvironment(), Schema.of(List.of("ledger")))) {
            System.out.println(database.describe().line());
            return examineAll(database);
        } catch (StartRefused refused) {
            System.err.println(refused.getMessage());
            return 1;
        } catch (SQLException failed) {
            System.err.println("The book cannot be read: " + failed.getMessage());
            return 1;
        }
    }

    private static int examineAll(Database database) throws SQLException {
        int status = 0;
        for (int book : Book.numbers(database)) {
            switch (LedgerDoctor.examine(database.ledger(), book, System.out)) {
                case CLEAN -> {}
                case DAMAGED -> status = 1;
            }
        }
        return status;
    }
}
