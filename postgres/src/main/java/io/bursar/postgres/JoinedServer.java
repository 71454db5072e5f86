package io.bursar.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The server that another Bursar runs in a home, as a second process of the same user finds it. It lives and ends with
 * that other process.
 *
 * @param address in the database that Bursar uses, as superuser
 */
public record JoinedServer(PostgresAddress address, DatabaseDescription description) {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final String READ_FACTS =
            "SELECT current_setting('data_directory'), current_setting('server_version')";

    /**
     * Finds the server of a home whose lock another process has; waits while that one is still starting it.
     *
     * @throws EmbeddedPostgresException when there is none, or what answers serves other data
     */
    public static JoinedServer of(Path home) {
        try {
            Path data = home.toRealPath().resolve(DataDirectory.NAME);
            boolean isThere = Waiting.until(PATIENCE, () -> ready(data).isPresent());
            PidFile server = ready(data)
                    .filter(found -> isThere)
                    .orElseThrow(() -> new EmbeddedPostgresException("Another Bursar has the lock of " + home
                            + ", but its PostgreSQL is not there after " + PATIENCE.toSeconds() + " s."));
            String password = Files.readString(data.resolveSibling(DataDirectory.PASSWORD_FILE));
            String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + EmbeddedPostgres.DATABASE;
            return join(new PostgresAddress(url, EmbeddedPostgres.SUPERUSER, password.strip()), data);
        } catch (IOException | SQLException failed) {
            throw new EmbeddedPostgresException(
                    "The PostgreSQL that another Bursar runs in " + home + " cannot be used: " + failed.getMessage(),
                    failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("interrupted while waiting for the PostgreSQL in " + home, stopped);
        }
    }

    private static Optional<PidFile> ready(Path data) {
        try {
            return PidFile.read(data)
                    .filter(file -> file.isReady() && file.port() > 0)
                    .filter(file -> ProcessHandle.of(file.pid()).isPresent());
        } catch (IOException unreadable) {
            throw new EmbeddedPostgresException("cannot read " + PidFile.NAME + " in " + data, unreadable);
        }
    }

    private static JoinedServer join(PostgresAddress address, Path data) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(READ_FACTS)) {
            row.next();
            if (!data.toString().equals(row.getString(1))) {
                throw new EmbeddedPostgresException("The server at " + address.jdbcUrl() + " serves " + row.getString(1)
                        + ", not " + data + ". Nothing was done with it.");
            }
            DatabaseDescription description = new DatabaseDescription(
                    DatabaseDescription.Kind.EMBEDDED,
                    row.getString(2),
                    address.jdbcUrl().replaceFirst("^jdbc:postgresql://", "").replaceFirst("/.*", ""),
                    data.toString(),
                    EmbeddedPostgres.durability(data),
                    List.of("run by another Bursar, which this one joins as a second node"));
            return new JoinedServer(address, description);
        }
    }
}
