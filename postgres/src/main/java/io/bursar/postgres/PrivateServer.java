package io.bursar.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A server of one test, which may be killed and started again on the same data and port. Not thread-safe. */
public final class PrivateServer implements AutoCloseable {
    private final EmbeddedPostgresConfig config;
    private EmbeddedPostgres server;

    PrivateServer(EmbeddedPostgresConfig config) {
        this.server = TestDatabases.start(config);
        this.config = config.withPreferredPort(server.port());
    }

    public EmbeddedPostgres server() {
        return server;
    }

    public String jdbcUrl() {
        return server.jdbcUrl();
    }

    public String user() {
        return server.superuser();
    }

    public String password() {
        return server.password();
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password());
    }

    /** SIGKILL for the postmaster and all its children. */
    public void kill9() {
        server.kill9();
        TestDatabases.forget(server);
    }

    /** Starts again after {@link #kill9()} or {@link #stop()}, on the same port unless another took it. */
    public void startAgain() {
        server = TestDatabases.start(config);
    }

    /** A clean stop; the data stay. */
    public void stop() {
        server.close();
        TestDatabases.forget(server);
    }

    /** Ends the server if it runs and deletes its data. */
    @Override
    public void close() {
        server.quit();
        TestDatabases.forget(server);
        TestDatabases.deleteTree(config.home());
    }
}
