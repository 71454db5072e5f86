package io.bursar.engine.model;

import io.bursar.postgres.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.postgresql.ds.PGSimpleDataSource;

/** Keeps closed connections for the next who asks, so that a thousand reads do not log in a thousand times. */
public final class KeptConnections extends PGSimpleDataSource implements AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

    public static KeptConnections of(TestDatabase database) {
        KeptConnections connections = new KeptConnections();
        connections.setUrl(database.jdbcUrl());
        connections.setUser(database.user());
        connections.setPassword(database.password());
        return connections;
    }

    /** Closes what is kept; connections that are in use stay open. */
    @Override
    public void close() {
        for (Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
            try {
                kept.close();
            } catch (SQLException broken) {
                throw new IllegalStateException("closing a kept connection", broken);
            }
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection kept = idle.poll();
        while (kept != null && !kept.isValid(1)) {
            kept = idle.poll();
        }
        Connection connection = kept == null ? super.getConnection() : kept;
        return (Connection) Proxy.newProxyInstance(
                KeptConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        keep(connection);
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private void keep(Connection connection) throws SQLException {
        if (connection.isClosed() || idle.contains(connection)) {
            return;
        }
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        idle.push(connection);
    }
}
