package io.bursar.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.bursar.database.Roles.Login;
import io.bursar.database.Roles.Server;
import io.bursar.postgres.DatabaseDescription;
import io.bursar.postgres.EmbeddedPostgres;
import io.bursar.postgres.EmbeddedPostgresConfig;
import io.bursar.postgres.EmbeddedPostgresException;
import io.bursar.postgres.ExternalCheck;
import io.bursar.postgres.ExternalPostgres;
import io.bursar.postgres.HomeTakenException;
import io.bursar.postgres.JoinedServer;
import io.bursar.postgres.PostgresAddress;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The database, started or found, checked, migrated, with its pools open. */
public final class Database implements AutoCloseable {
    private static final int APP_CONNECTIONS = 8;
    private static final int LEDGER_CONNECTIONS = 12;
    private static final int CONNECTIONS_A_BOOK = 2;
    private static final int CHANGES_CONNECTIONS = 1;

    /**
     * Few statements, again and again, each of some rows by an index: they are planned once, and not by the sizes of
     * tables that were empty then.
     */
    private static final String PLAN_ONCE = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off";

    private static final String PG_DRIVER = "org.postgresql.Driver";

    private final @Nullable EmbeddedPostgres embedded;
    private final DatabaseDescription description;
    private final HikariDataSource app;
    private final HikariDataSource ledger;
    private final HikariDataSource changes;

    private Database(
            @Nullable EmbeddedPostgres embedded, DatabaseDescription description, String jdbcUrl, String appPassword) {
        this.embedded = embedded;
        this.description = description;
        this.app = pool("app", APP_CONNECTIONS, jdbcUrl, appPassword, null);
        this.ledger = pool("ledger", LEDGER_CONNECTIONS, jdbcUrl, appPassword, null);
        this.changes = pool("changes", CHANGES_CONNECTIONS, jdbcUrl, appPassword, PLAN_ONCE);
    }

    /**
     * Starts or finds it, makes the roles, migrates the schemas.
     *
     * @throws StartRefused with a message for the operator
     */
    public static Database open(DatabaseSettings settings, List<Schema> schemas) {
        return settings.url() == null
                ? openEmbedded(settings, schemas)
                : openExternal(settings, settings.url(), schemas);
    }

    /**
     * Like {@link #open}; where another Bursar runs the embedded server of this home, uses that one and leaves it
     * running.
     *
     * @throws StartRefused with a message for the operator
     */
    public static Database openOrJoin(DatabaseSettings settings, List<Schema> schemas) {
        try {
            return open(settings, schemas);
        } catch (StartRefused refused) {
            if (refused.getCause() instanceof HomeTakenException) {
                return join(settings, schemas);
            }
            throw refused;
        }
    }

    private static Database join(DatabaseSettings settings, List<Schema> schemas) {
        try {
            JoinedServer server = JoinedServer.of(settings.home());
            PostgresAddress address = server.address();
            Login superuser = new Login(address.user(), address.password());
            RolePasswords passwords = prepare(settings, new Server(address.jdbcUrl(), superuser, false), schemas);
            return new Database(null, server.description(), address.jdbcUrl(), passwords.app());
        } catch (EmbeddedPostgresException failed) {
            throw new StartRefused(String.valueOf(failed.getMessage()), failed);
        }
    }

    private static Database openEmbedded(DatabaseSettings settings, List<Schema> schemas) {
        EmbeddedPostgres server;
        try {
            server = EmbeddedPostgres.start(EmbeddedPostgresConfig.at(settings.home())
                    .withPreferredPort(settings.embeddedPort())
                    .withNotices(System.out::println));
        } catch (EmbeddedPostgresException failed) {
            throw new StartRefused(String.valueOf(failed.getMessage()), failed);
        }
        boolean isOpen = false;
        try {
            Login superuser = new Login(server.superuser(), server.password());
            RolePasswords passwords = prepare(settings, new Server(server.jdbcUrl(), superuser, false), schemas);
            Database database = new Database(server, server.describe(), server.jdbcUrl(), passwords.app());
            isOpen = true;
            return database;
        } finally {
            if (!isOpen) {
                server.close();
            }
        }
    }

    private static Database openExternal(DatabaseSettings settings, String url, List<Schema> schemas) {
        PostgresAddress address = PostgresAddress.parse(url)
                .map(found -> found.user().isEmpty() && settings.ownerPassword() != null
                        ? new PostgresAddress(found.jdbcUrl(), Roles.OWNER, settings.ownerPassword())
                        : found)
                .orElse(null);
        ExternalCheck check = address == null ? ExternalPostgres.check(url) : ExternalPostgres.check(address);
        return switch (check) {
            case ExternalCheck.Refused refused -> throw new StartRefused(refused.text());
            case ExternalCheck.Usable(PostgresAddress usable, DatabaseDescription description) -> {
                Login administrator = new Login(usable.user(), usable.password());
                RolePasswords passwords = prepare(settings, new Server(usable.jdbcUrl(), administrator, true), schemas);
                yield new Database(null, description, usable.jdbcUrl(), passwords.app());
            }
        };
    }

    private static RolePasswords prepare(DatabaseSettings settings, Server server, List<Schema> schemas) {
        RolePasswords passwords = RolePasswords.find(settings);
        if (passwords.isNew()) {
            passwords.keep(settings.home());
        }
        new Roles(server, passwords).ensure();
        new Migrations(server.jdbcUrl(), passwords.owner()).run(schemas);
        return passwords;
    }

    /** @param first statements on each new connection; null: none */
    private static HikariDataSource pool(
            String name, int connections, String jdbcUrl, String password, @Nullable String first) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("bursar-" + name);
        config.setDriverClassName(PG_DRIVER);
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(Roles.APP);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(10_000);
        config.setConnectionInitSql(first);
        config.addDataSourceProperty("ApplicationName", "bursar " + name);
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "10");
        return new HikariDataSource(config);
    }

    /** For features. */
    public DataSource app() {
        return app;
    }

    /** For the ledger engine, which keeps two connections for itself, and for the doctor, who takes two. */
    public DataSource ledger() {
        return ledger;
    }

    /** For whoever writes the changes of all features, and nobody else: what is read cannot keep it waiting. */
    public DataSource changes() {
        return changes;
    }

    /**
     * Lets the ledger's pool grow with the books, each of which keeps two connections for itself.
     *
     * @param books open at a time, ≥ 1
     */
    public void reserveForBooks(int books) {
        int needed = LEDGER_CONNECTIONS + CONNECTIONS_A_BOOK * (books - 1);
        if (needed > ledger.getMaximumPoolSize()) {
            ledger.setMaximumPoolSize(needed);
        }
    }

    /** Has the pools tell a registry of metrics, of a kind that the pool knows, about their connections. */
    public void countConnections(Object registry) {
        app.setMetricRegistry(registry);
        ledger.setMetricRegistry(registry);
        changes.setMetricRegistry(registry);
    }

    /** What it is, for the operator. */
    public DatabaseDescription describe() {
        return description;
    }

    /** Whether a connection can be had at once. */
    public boolean isReachable() {
        try (var connection = app.getConnection()) {
            return connection.isValid(1);
        } catch (java.sql.SQLException unreachable) {
            return false;
        }
    }

    /** Closes the pools, then the embedded server: whatever writes must have ended. */
    @Override
    public void close() {
        changes.close();
        ledger.close();
        app.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
