package io.bursar.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a server with no settings of its own is set up. */
class RunningServerTest {
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start(Servers.config(Servers.newHome()));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        Leftovers.deleteTree(server.dataDirectory().resolveSibling(""));
    }

    @ParameterizedTest
    @CsvSource({
        "fsync, on",
        "full_page_writes, on",
        "synchronous_commit, on",
        "data_checksums, on",
        "listen_addresses, 127.0.0.1",
        "unix_socket_directories, ''",
        "log_timezone, UTC",
        "server_encoding, UTF8",
        "password_encryption, scram-sha-256",
        "server_version, 18.6",
        "shared_buffers, 256MB",
        "max_wal_size, 4GB",
        "checkpoint_timeout, 15min",
        "max_connections, 100",
    })
    void the_server_runs_with(String setting, String value) throws Exception {
        assertThat(Servers.ask(server, "SELECT current_setting('" + setting + "')"))
                .isEqualTo(value);
    }

    @Test
    void texts_sort_and_compare_by_code_point() throws Exception {
        assertThat(Servers.ask(
                        server,
                        "SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'bursar'"))
                .isEqualTo("b C.UTF-8");
    }

    @Test
    void only_the_password_opens_it() throws Exception {
        assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), "postgres", "guess"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
        Path file = server.dataDirectory().resolveSibling("password");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file).strip())
                .hasSizeGreaterThanOrEqualTo(32)
                .isEqualTo(server.password());
    }

    @Test
    void the_start_up_line_says_which_where_and_how_safe() {
        assertThat(server.describe().line())
                .startsWith("Database: embedded PostgreSQL 18.6 at 127.0.0.1:" + server.port() + ", data in "
                        + server.dataDirectory() + ", durable (fsync on)");
        assertThat(server.describe().isDurable()).isTrue();
    }
}
