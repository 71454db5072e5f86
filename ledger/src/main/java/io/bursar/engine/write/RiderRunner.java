package io.bursar.engine.write;

import io.bursar.engine.RiderStatement;
import io.bursar.engine.RiderStatement.Guard;
import io.bursar.engine.evaluate.AppliedRiders;
import io.bursar.engine.evaluate.Prepared;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    private record Call(Prepared command, List<@Nullable Object> parameters) {}

    private final List<RiderStatement> statements;

    RiderRunner(List<RiderStatement> statements) {
        this.statements = statements;
    }

    boolean knows(String statement) {
        return statements.stream().anyMatch(known -> known.name().equals(statement));
    }

    /** Runs all riders inside the open transaction. Unless the verdict is clean, the caller rolls back. */
    Verdict run(Connection connection, List<AppliedRiders> riders, long lockTimeoutMillis) throws SQLException {
        Verdict verdict = new Verdict();
        try (Statement settings = connection.createStatement()) {
            settings.execute("SET LOCAL lock_timeout = " + lockTimeoutMillis);
        }
        for (RiderStatement statement : statements) {
            List<Call> calls = new ArrayList<>();
            for (AppliedRiders applied : riders) {
                if (verdict.isOut(applied.command())) {
                    continue;
                }
                for (int i = 0; i < applied.calls().size(); i++) {
                    if (applied.calls().get(i).statement().equals(statement.name())) {
                        calls.add(
                                new Call(applied.command(), applied.parameters().get(i)));
                    }
                }
            }
            if (!calls.isEmpty()) {
                runOrDivide(connection, statement, calls, verdict);
            }
        }
        return verdict;
    }

    private void runOrDivide(Connection connection, RiderStatement statement, List<Call> calls, Verdict verdict)
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
                calls.forEach(call -> verdict.setAside.add(call.command()));
                return;
            }
            if (calls.size() == 1) {
                verdict.guilty.put(calls.getFirst().command(), thrown);
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

    private static void execute(Connection connection, RiderStatement statement, List<Call> calls, Verdict verdict)
            throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
            Integer[] ordinals = new Integer[calls.size()];
            for (int i = 0; i < ordinals.length; i++) {
                ordinals[i] = i;
            }
            prepared.setArray(1, connection.createArrayOf("int4", ordinals));
            for (int column = 0; column < statement.columns().size(); column++) {
                String type = statement.columns().get(column);
                prepared.setArray(column + 2, connection.createArrayOf(type, values(calls, column)));
            }
            boolean answers = prepared.execute();
            if (statement.guard() == Guard.CONDITIONAL) {
                notReturned(prepared, answers, calls, verdict);
            }
        }
    }

    private static @Nullable Object[] values(List<Call> calls, int column) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[calls.size()];
        for (int i = 0; i < values.length; i++) {
            List<@Nullable Object> parameters = calls.get(i).parameters();
            if (column >= parameters.size()) {
                throw new SQLException("a rider has " + parameters.size() + " parameters, too few", "07001");
            }
            Object value = parameters.get(column);
            boolean asText = value instanceof java.time.Instant || value instanceof java.util.UUID;
            values[i] = value != null && asText ? value.toString() : value;
        }
        return values;
    }

    private static void notReturned(PreparedStatement statement, boolean answers, List<Call> calls, Verdict verdict)
            throws SQLException {
        boolean[] changed = new boolean[calls.size()];
        if (answers) {
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    changed[rows.getInt(1)] = true;
                }
            }
        }
        for (int i = 0; i < changed.length; i++) {
            if (!changed[i]) {
                verdict.conflicts.add(calls.get(i).command());
            }
        }
    }
}
