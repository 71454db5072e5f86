package io.bursar.changes;

import io.bursar.engine.RiderStatement;
import io.bursar.engine.RiderStatement.Guard;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs a registered statement once for many rows. */
final class SetStatement {
    private SetStatement() {}

    /** One row's parameters, and whose they are. */
    record Row<T>(T owner, List<@Nullable Object> parameters) {}

    /** @return owners of rows that a conditional statement did not change */
    static <T> Set<T> run(Connection connection, RiderStatement statement, List<Row<T>> rows) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql())) {
            Integer[] ordinals = IntStream.range(0, rows.size()).boxed().toArray(Integer[]::new);
            prepared.setArray(1, connection.createArrayOf("int4", ordinals));
            for (int column = 0; column < statement.columns().size(); column++) {
                String type = statement.columns().get(column);
                prepared.setArray(column + 2, connection.createArrayOf(type, values(rows, column)));
            }
            boolean answers = prepared.execute();
            return statement.guard() == Guard.CONDITIONAL ? unchanged(prepared, answers, rows) : Set.of();
        }
    }

    private static <T> @Nullable Object[] values(List<Row<T>> rows, int column) {
        @Nullable Object[] values = new @Nullable Object[rows.size()];
        for (int i = 0; i < values.length; i++) {
            Object value = rows.get(i).parameters().get(column);
            boolean asText = value instanceof Instant || value instanceof UUID;
            values[i] = asText ? String.valueOf(value) : value;
        }
        return values;
    }

    private static <T> Set<T> unchanged(PreparedStatement statement, boolean answers, List<Row<T>> rows)
            throws SQLException {
        boolean[] changed = new boolean[rows.size()];
        if (answers) {
            try (ResultSet ordinals = statement.getResultSet()) {
                while (ordinals.next()) {
                    changed[ordinals.getInt(1)] = true;
                }
            }
        }
        return IntStream.range(0, changed.length)
                .filter(i -> !changed[i])
                .mapToObj(i -> rows.get(i).owner())
                .collect(Collectors.toSet());
    }
}
