package io.bursar.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The ledger's tables and functions. */
public final class LedgerSchema {
    /** Where the migrations are, for Flyway. */
    public static final String MIGRATIONS = "classpath:db/migration/ledger";

    private static final List<String> SCRIPTS = List.of(
            "/db/migration/ledger/V001__ledger.sql",
            "/db/migration/ledger/V002__views.sql",
            "/db/migration/ledger/V003__speed.sql",
            "/db/migration/ledger/V004__two_times.sql",
            "/db/migration/ledger/V005__chain.sql",
            "/db/migration/ledger/V007__search.sql");

    private LedgerSchema() {}

    /**
     * Creates what is missing, for users of the library without a migration tool. Grants the role {@code bursar_app}
     * its rights when the server has one.
     *
     * @param owner a connection of the role that is to own the tables
     */
    public static void install(Connection owner) throws SQLException {
        for (String script : SCRIPTS) {
            try (InputStream in = LedgerSchema.class.getResourceAsStream(script);
                    Statement statement = owner.createStatement()) {
                if (in == null) {
                    throw new IllegalStateException("missing resource " + script);
                }
                statement.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
