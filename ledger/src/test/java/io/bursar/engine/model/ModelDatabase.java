package io.bursar.engine.model;

import io.bursar.engine.LedgerSchema;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A database with the ledger's tables and a business table, used as the application's role. */
final class ModelDatabase {
    private static final String ROLE = "bursar_app";
    private static final String PASSWORD = "model";

    private ModelDatabase() {}

    static TestDatabase create() {
        return TestDatabases.create("ledger-and-payments", ModelDatabase::prepare);
    }

    private static void prepare(TestDatabase database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    DO $$ BEGIN
                        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'bursar_app') THEN
                            CREATE ROLE bursar_app;
                        END IF;
                    END $$;
                    ALTER ROLE bursar_app LOGIN PASSWORD '%s';
                    """.formatted(PASSWORD));
            LedgerSchema.install(connection);
            statement.execute(BusinessTable.SCHEMA);
            statement.execute("GRANT SELECT, INSERT, UPDATE ON payment, payment_event TO bursar_app");
        } catch (SQLException e) {
            throw new IllegalStateException("preparing the model's database", e);
        }
    }

    /** Connections of the role that owns nothing. */
    static KeptConnections asApplication(TestDatabase database) {
        KeptConnections source = new KeptConnections();
        source.setUrl(database.jdbcUrl());
        source.setUser(ROLE);
        source.setPassword(PASSWORD);
        return source;
    }

    /** Batches are numbered without gaps, have the times that were told, and share the rows out without gaps. */
    static void compareBatches(Connection connection, Witness witness) throws SQLException {
        String sql = "SELECT number, first_seq, last_seq, at FROM ledger.batch WHERE book = ? ORDER BY number";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setInt(1, ModelRun.BOOK);
            long next = ((long) ModelRun.BOOK << 44) + 1;
            long number = 0;
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    number++;
                    Instant at = rows.getObject(4, OffsetDateTime.class).toInstant();
                    Instant told = witness.batches().get(number);
                    if (rows.getLong(1) != number || rows.getLong(2) != next || !at.equals(told)) {
                        throw new Divergence("batch %d: in the database %d from row %d at %s; expected row %d at %s"
                                .formatted(number, rows.getLong(1), rows.getLong(2), at, next, told));
                    }
                    next = rows.getLong(3) + 1;
                }
            }
            if (next != witness.model.state.nextSeq()
                    || number != witness.batches().size()) {
                throw new Divergence("the database has %d batches up to row %d, expected %d up to %d"
                        .formatted(number, next - 1, witness.batches().size(), witness.model.state.nextSeq() - 1));
            }
        }
        long rows = count(connection, "SELECT count(*) FROM ledger.log");
        if (rows != witness.model.state.position) {
            throw new Divergence("the log has %d rows, expected %d".formatted(rows, witness.model.state.position));
        }
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** What riders wrote is what was applied, no more and no less. */
    static void compareBusinessTable(Connection connection, Witness witness) throws SQLException {
        Map<String, Witness.Event> events = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(
                    "SELECT subject || ' ' || version, command, recorded_at, balance FROM payment_event")) {
                while (rows.next()) {
                    Instant at = rows.getObject(3, OffsetDateTime.class).toInstant();
                    events.put(
                            rows.getString(1), new Witness.Event(rows.getLong(2), at, rows.getObject(4, Long.class)));
                }
            }
            witness.events.forEach((name, expected) -> {
                if (!Objects.equals(expected, events.get(name))) {
                    throw new Divergence("event %s: expected %s, got %s".formatted(name, expected, events.get(name)));
                }
            });
            if (events.size() != witness.events.size()) {
                throw new Divergence("%d events, expected %d".formatted(events.size(), witness.events.size()));
            }
            try (ResultSet rows = statement.executeQuery("SELECT subject, version FROM payment")) {
                while (rows.next()) {
                    long expected = witness.versions.getOrDefault(rows.getString(1), 1L);
                    if (rows.getLong(2) != expected) {
                        throw new Divergence("%s has version %d, expected %d"
                                .formatted(rows.getString(1), rows.getLong(2), expected));
                    }
                }
            }
        }
    }
}
