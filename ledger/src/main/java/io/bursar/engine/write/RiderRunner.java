package io.bursar.engine.write;

import io.bursar.engine.RiderStatement;
import io.bursar.engine.SetStatements;
import io.bursar.engine.SetStatements.Row;
import io.bursar.engine.evaluate.AppliedRiders;
import io.bursar.engine.evaluate.Prepared;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs a batch's riders, each statement once for all calls, and finds out whose call is to blame when one throws. */
final class RiderRunner {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String CONNECTION_CLASS = "08";
    private static final String SHUTDOWN_CLASS = "57P";

    /** So many calls are found guilty one by one; if more throw, the rest of the statement's calls are set aside. */
    private static final int GUILTY_MAX = 8;

    /** What the riders came to. */
    static final class Verdict {
        /** Commands whose row had changed. */
        final Set<Prepared> conflicts = new HashSet<>();

        /** Commands whose own call threw, with what it threw. */
        final Map<Prepared, SQLException> guilty = new LinkedHashMap<>();

        /** Commands to be tried again apart from others. */
        final Set<Prepared> setAside = new HashSet<>();

        boolean isClean() {
            return conflicts.isEmpty() && guilty.isEmpty() && setAside.isEmpty();
        }

        /** Whether it is known that the command will not stand, so that its later calls say nothing. */
        private boolean isOut(Prepared command) {
            return conflicts.contains(command) || guilty.containsKey(command) || setAside.contains(command);
        }
    }

    private final List<RiderStatement> statements;

    RiderRunner(List<RiderStatement> statements) {
        this.statements = statements;
    }

    boolean knows(String statement) {
        return statements.stream().anyMatch(known -> known.name().equals(statement));
    }

    /** Runs all riders inside the open transaction. Unless the verdict is clean, the caller rolls back. */
    Verdict run(Connection connection, List<AppliedRiders> riders, long lockTimeoutMillis) throws SQLException {
        try {
            return runTogether(connection, riders, lockTimeoutMillis);
        } catch (SQLException thrown) {
            if (isLost(thrown)) {
                throw thrown;
            }
            try (Statement undo = connection.createStatement()) {
                undo.execute("ROLLBACK TO SAVEPOINT riders; SET LOCAL lock_timeout = " + lockTimeoutMillis);
            }
            return runApart(connection, riders);
        }
    }

    /** All statements in one exchange: what nearly always goes well is not asked about step by step. */
    private Verdict runTogether(Connection connection, List<AppliedRiders> riders, long lockTimeoutMillis)
            throws SQLException {
        SetStatements<Prepared> together =
                new SetStatements<>("SAVEPOINT riders", "SET LOCAL lock_timeout = " + lockTimeoutMillis);
        Verdict verdict = new Verdict();
        for (RiderStatement statement : statements) {
            together.add(statement, calls(riders, statement, verdict));
        }
        together.run(connection).forEach(missed -> verdict.conflicts.add(missed.owner()));
        return verdict;
    }

    /** Statement after statement, so that whoever is to blame is found. */
    private Verdict runApart(Connection connection, List<AppliedRiders> riders) throws SQLException {
        Verdict verdict = new Verdict();
        for (RiderStatement statement : statements) {
            List<Row<Prepared>> calls = calls(riders, statement, verdict);
            if (!calls.isEmpty()) {
                runOrDivide(connection, statement, calls, verdict);
            }
        }
        return verdict;
    }

    private static List<Row<Prepared>> calls(List<AppliedRiders> riders, RiderStatement statement, Verdict verdict) {
        List<Row<Prepared>> calls = new ArrayList<>();
        for (AppliedRiders applied : riders) {
            if (verdict.isOut(applied.command())) {
                continue;
            }
            for (int i = 0; i < applied.calls().size(); i++) {
                if (applied.calls().get(i).statement().equals(statement.name())) {
                    calls.add(new Row<>(applied.command(), applied.parameters().get(i)));
                }
            }
        }
        return calls;
    }

    private void runOrDivide(
            Connection connection, RiderStatement statement, List<Row<Prepared>> calls, Verdict verdict)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            execute(connection, statement, calls, verdict);
            connection.releaseSavepoint(before);
            return;
        } catch (SQLException thrown) {
            if (isLost(thrown)) {
                throw thrown;
            }
            connection.rollback(before);
            boolean rowIsLocked = LOCK_NOT_AVAILABLE.equals(thrown.getSQLState());
            if (rowIsLocked || verdict.guilty.size() >= GUILTY_MAX) {
                calls.forEach(call -> verdict.setAside.add(call.owner()));
                return;
            }
            if (calls.size() == 1) {
                verdict.guilty.put(calls.getFirst().owner(), thrown);
                return;
            }
        }
        int half = calls.size() / 2;
        runOrDivide(connection, statement, calls.subList(0, half), verdict);
        runOrDivide(connection, statement, calls.subList(half, calls.size()), verdict);
    }

    /** Whether the connection is gone, which says nothing of any call. */
    private static boolean isLost(SQLException thrown) {
        String state = thrown.getSQLState();
        return state == null || state.startsWith(CONNECTION_CLASS) || state.startsWith(SHUTDOWN_CLASS);
    }

    private static void execute(
            Connection connection, RiderStatement statement, List<Row<Prepared>> calls, Verdict verdict)
            throws SQLException {
        SetStatements<Prepared> alone = new SetStatements<>();
        alone.add(statement, calls);
        alone.run(connection).forEach(missed -> verdict.conflicts.add(missed.owner()));
    }
}
