package io.bursar.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseStartTest {
    private static final List<Schema> SCHEMAS = List.of(new Schema("access"), new Schema("ledger"));

    @Test
    void the_embedded_one_is_made_and_found_again(@TempDir Path home) throws IOException, SQLException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        DatabaseSettings settings = new DatabaseSettings(home, null, null, null, 0);
        try (Database first = Database.open(settings, SCHEMAS)) {
            execute(first, "INSERT INTO access.api_key (name) VALUES ('kept')");
            assertThat(first.describe().line()).contains("embedded", "PostgreSQL 18");
        }
        Path passwords = home.resolve("roles.properties");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passwords)))
                .isEqualTo("rw-------");
        try (Database second = Database.open(settings, SCHEMAS);
                Connection connection = second.app().getConnection();
                var rows = connection.createStatement().executeQuery("SELECT name FROM access.api_key")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("kept");
        }
        Files.delete(passwords);
        try (Database third = Database.open(settings, SCHEMAS)) {
            assertThat(third.isReachable())
                    .as("lost passwords of the embedded server's roles are made anew")
                    .isTrue();
        }
    }

    @Test
    void an_outside_one_whose_roles_another_installation_made_is_refused_with_advice(@TempDir Path home) {
        try (TestDatabase outside = TestDatabases.create()) {
            String url = outside.jdbcUrl() + "?user=" + outside.user() + "&password=" + outside.password();
            Path first = Path.of(
                    "target",
                    "test-home",
                    String.valueOf(ProcessHandle.current().pid()));
            Database.open(DatabaseSettings.external(first, url), SCHEMAS).close();
            assertThatThrownBy(() -> Database.open(DatabaseSettings.external(home, url), SCHEMAS))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("BURSAR_OWNER_PASSWORD");
        }
    }

    @Test
    void an_address_that_is_none_is_refused(@TempDir Path home) {
        assertThatThrownBy(() -> Database.open(DatabaseSettings.external(home, "mysql://here"), SCHEMAS))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("BURSAR_DATABASE_URL");
    }

    @Test
    void settings_print_no_password() {
        DatabaseSettings settings =
                new DatabaseSettings(Path.of("h"), "postgres://u:secret@h/d", "secret", "secret", 0);
        assertThat(settings.toString()).doesNotContain("secret");
    }

    private static void execute(Database database, String sql) throws SQLException {
        try (Connection connection = database.app().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
