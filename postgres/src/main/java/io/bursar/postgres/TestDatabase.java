package io.bursar.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of one test.
 *
 * @param jdbcUrl without user and password
 * @param user a superuser
 */
public record TestDatabase(String name, String jdbcUrl, String user, String password) implements AutoCloseable {

    /** Opens a connection at each call; no pool. */
    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, password);
    }

    /** Drops it, ending whatever session is left. */
    @Override
    public void close() {
        TestDatabases.onSharedServer("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
}
