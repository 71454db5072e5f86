package io.bursar.engine;

import io.bursar.engine.RiderStatement.Guard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Registered statements, each once for all its rows, sent in one exchange with the database: a commit of small
 * statements spends its time on the way there and back, not in them.
 *
 * @param <T> whose rows they are
 */
public final class SetStatements<T> {
    private final List<String> before;
    private final List<Filled<T>> filled = new ArrayList<>();

    /** @param before statements without parameters and without rows that come first, in the same exchange */
    public SetStatements(String... before) {
        this.before = List.of(before);
    }

    /** One row's parameters, and whose they are. */
    public record Row<T>(T owner, List<@Nullable Object> parameters) {}

    /** A row that a conditional statement did not change. */
    public record Missed<T>(RiderStatement statement, T owner) {}

    private record Filled<T>(RiderStatement statement, List<Row<T>> rows) {}

    /** Adds a statement; one without rows is left out. */
    public void add(RiderStatement statement, List<Row<T>> rows) {
        if (!rows.isEmpty()) {
            filled.add(new Filled<>(statement, rows));
        }
    }

    /**
     * Runs what was added, in its order, inside the connection's open transaction.
     *
     * @throws SQLException what the first statement that failed says; the transaction is as PostgreSQL leaves it
     */
    public List<Missed<T>> run(Connection connection) throws SQLException {
        if (filled.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement prepared = connection.prepareStatement(sql())) {
            int parameter = 1;
            for (Filled<T> each : filled) {
                parameter = fill(connection, prepared, parameter, each);
            }
            boolean isRows = prepared.execute();
            for (int i = 0; i < before.size(); i++) {
                isRows = prepared.getMoreResults();
            }
            List<Missed<T>> missed = new ArrayList<>();
            for (Filled<T> each : filled) {
                if (each.statement.guard() == Guard.CONDITIONAL) {
                    addMissed(prepared, isRows, each, missed);
                }
                isRows = prepared.getMoreResults();
            }
            return missed;
        }
    }

    private String sql() {
        StringBuilder sql = new StringBuilder();
        before.forEach(each -> sql.append(each).append(';'));
        filled.forEach(each -> sql.append(each.statement.sql()).append(';'));
        return sql.toString();
    }

    /** @return the number of the next parameter */
    private static <T> int fill(Connection connection, PreparedStatement prepared, int first, Filled<T> each)
            throws SQLException {
        Integer[] ordinals = new Integer[each.rows.size()];
        for (int i = 0; i < ordinals.length; i++) {
            ordinals[i] = i;
        }
        prepared.setArray(first, connection.createArrayOf("int4", ordinals));
        List<String> columns = each.statement.columns();
        for (int column = 0; column < columns.size(); column++) {
            prepared.setArray(
                    first + 1 + column, connection.createArrayOf(columns.get(column), values(each.rows, column)));
        }
        return first + 1 + columns.size();
    }

    private static <T> @Nullable Object[] values(List<Row<T>> rows, int column) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[rows.size()];
        for (int i = 0; i < values.length; i++) {
            List<@Nullable Object> parameters = rows.get(i).parameters();
            if (column >= parameters.size()) {
                throw new SQLException("a rider has " + parameters.size() + " parameters, too few", "07001");
            }
            Object value = parameters.get(column);
            boolean asText = value instanceof Instant || value instanceof UUID;
            values[i] = asText ? String.valueOf(value) : value;
        }
        return values;
    }

    private static <T> void addMissed(
            PreparedStatement prepared, boolean isRows, Filled<T> each, List<Missed<T>> missed) throws SQLException {
        boolean[] changed = new boolean[each.rows.size()];
        if (isRows) {
            try (ResultSet ordinals = prepared.getResultSet()) {
                while (ordinals.next()) {
                    changed[ordinals.getInt(1)] = true;
                }
            }
        }
        for (int i = 0; i < changed.length; i++) {
            if (!changed[i]) {
                missed.add(new Missed<>(each.statement, each.rows.get(i).owner()));
            }
        }
    }
}
