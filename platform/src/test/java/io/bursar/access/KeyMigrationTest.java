package io.bursar.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Keys that were made by an earlier version keep opening what they opened. */
class KeyMigrationTest {
    private static final String KEYS = """
            INSERT INTO access.api_key (hash, hint, name, rights)
            VALUES (sha256('a'), 'aaaa', 'first key', '{ledger.fact}'), (sha256('b'), 'bbbb', 'plain', '{}')
            """;

    @Test
    void keys_of_the_first_version_keep_their_powers_and_migrating_twice_changes_nothing()
            throws SQLException, IOException {
        assertThat(RunningBursar.shared()).as("the server has the roles").isNotNull();
        try (TestDatabase database = TestDatabases.create();
                var connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA access");
            run(statement, "V001__api_key.sql");
            statement.execute(KEYS);
            for (int round = 0; round < 2; round++) {
                for (String script : List.of("V002__book.sql", "V003__secret.sql", "V004__rights.sql")) {
                    run(statement, script);
                }
            }
            assertThat(read(statement, "a"))
                    .isEqualTo("1 first key {ledger.fact,chart.write,accounts.write,transactions.write,holds.write,"
                            + "api_keys.write,books.write,metrics.read} aaaa");
            assertThat(read(statement, "b"))
                    .isEqualTo("1 plain {chart.write,accounts.write,transactions.write,holds.write} bbbb");
        }
    }

    private static String read(Statement statement, String key) throws SQLException {
        try (var row = statement.executeQuery("SELECT concat_ws(' ', book, name, rights, hint) FROM access.api_key"
                + " JOIN access.secret ON key = number WHERE hash = sha256('" + key + "')")) {
            row.next();
            return row.getString(1);
        }
    }

    private static void run(Statement statement, String script) throws SQLException, IOException {
        try (InputStream in = KeyMigrationTest.class.getResourceAsStream("/db/migration/access/" + script)) {
            statement.execute(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
