package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The transitions of a capability, in its code and in its schema, and whoever tries others. */
public final class Edges {
    private final Set<String> code = new TreeSet<>();

    /** @param what as the schema's table of edges calls it */
    public <S> Edges of(String what, Map<S, Set<S>> edges, Function<S, String> text) {
        edges.forEach(
                (old, all) -> all.forEach(next -> code.add(what + " " + text.apply(old) + " " + text.apply(next))));
        return this;
    }

    /** Checks that a schema's table has these, and no others. */
    public void areThoseOf(String schema, TestDatabase superuser) throws SQLException {
        Set<String> stored = new TreeSet<>();
        try (Connection connection = superuser.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT what, old_state, new_state FROM " + schema + ".edge")) {
            while (rows.next()) {
                stored.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
            }
        }
        assertThat(stored).isEqualTo(code);
    }

    /** Checks that the database refuses a statement by a guard or a constraint, even of its superuser. */
    public static void checkRefused(String hostile, TestDatabase superuser) {
        assertThatThrownBy(() -> {
                    try (Connection connection = superuser.connect();
                            Statement statement = connection.createStatement()) {
                        statement.executeUpdate(hostile);
                    }
                })
                .as(hostile)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        thrown -> assertThat(thrown.getSQLState()).isIn("23001", "23514"));
    }
}
