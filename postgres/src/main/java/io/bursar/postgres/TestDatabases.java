package io.bursar.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Databases for the tests of all modules: one durable server for each JVM, shared by its test classes and deleted
 * after; a fresh database from a template takes some ten milliseconds.
 *
 * <p>It is here and not among the tests because other modules' tests, and the load tools, need it too.
 */
public final class TestDatabases {
    /** Small, so that a server starts fast and leaves room for others; durability stays as in production. */
    private static final Map<String, String> SMALL = Map.of(
            "shared_buffers", "128MB",
            "min_wal_size", "80MB",
            "max_wal_size", "1GB",
            "max_connections", "200");

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Map<String, String> TEMPLATES = new ConcurrentHashMap<>();

    private TestDatabases() {}

    /** Where this JVM's servers live; removed with them when it ends. */
    private static final class Root {
        static final Path PATH = makeRoot();
        static final Set<EmbeddedPostgres> SERVERS = ConcurrentHashMap.newKeySet();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(Root::remove, "remove-test-databases"));
        }

        private static void remove() {
            SERVERS.forEach(EmbeddedPostgres::quit);
            deleteTree(PATH);
        }
    }

    private static final class Shared {
        static final EmbeddedPostgres SERVER = start(config(Root.PATH.resolve("shared"), Map.of()));
    }

    static EmbeddedPostgres start(EmbeddedPostgresConfig config) {
        EmbeddedPostgres server = EmbeddedPostgres.start(config);
        Root.SERVERS.add(server);
        return server;
    }

    static void forget(EmbeddedPostgres server) {
        Root.SERVERS.remove(server);
    }

    /** A fresh, empty database on the shared server. */
    public static TestDatabase create() {
        return createFrom("template1");
    }

    /**
     * A fresh copy of a database that {@code prepare} fills, once for each JVM.
     *
     * @param template names the content; the first call with a name decides what it is
     */
    public static TestDatabase create(String template, Consumer<TestDatabase> prepare) {
        String name = TEMPLATES.computeIfAbsent(template, key -> prepareTemplate(prepare));
        return createFrom(name);
    }

    /** A server of its own for one test, to be killed and started again at will. */
    public static PrivateServer startPrivateServer() {
        return startPrivateServer(Map.of());
    }

    /** @param settings further server settings; those that would give up durability are refused here too */
    public static PrivateServer startPrivateServer(Map<String, String> settings) {
        Path home = Root.PATH.resolve("private-" + NUMBER.incrementAndGet());
        return new PrivateServer(config(home, settings));
    }

    /** A server of its own with the settings that the service itself uses, for measuring. */
    public static PrivateServer startPrivateServerAsInService() {
        return new PrivateServer(bare(Root.PATH.resolve("private-" + NUMBER.incrementAndGet())));
    }

    /** The superuser's connection to the shared server's own database, for looking at the server itself. */
    static void onSharedServer(String sql) {
        EmbeddedPostgres server = Shared.SERVER;
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), server.superuser(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("test database: " + sql, e);
        }
    }

    private static TestDatabase createFrom(String template) {
        String name = "test_" + NUMBER.incrementAndGet();
        onSharedServer("CREATE DATABASE " + name + " TEMPLATE " + template);
        EmbeddedPostgres server = Shared.SERVER;
        return new TestDatabase(name, server.jdbcUrl(name), server.superuser(), server.password());
    }

    private static String prepareTemplate(Consumer<TestDatabase> prepare) {
        TestDatabase template = createFrom("template1");
        prepare.accept(template);
        // A pool that the preparation left open would make copying impossible.
        onSharedServer("ALTER DATABASE " + template.name() + " ALLOW_CONNECTIONS false");
        onSharedServer("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '"
                + template.name() + "'");
        return template.name();
    }

    private static EmbeddedPostgresConfig config(Path home, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(SMALL);
        all.putAll(settings);
        return bare(home).withSettings(all);
    }

    private static EmbeddedPostgresConfig bare(Path home) {
        return EmbeddedPostgresConfig.at(home)
                .withBinaries(Root.PATH.resolveSibling("binaries"))
                .withPreferredPort(0);
    }

    /** A directory named after this process, under the module's own target where there is one. */
    private static Path makeRoot() {
        Path target = Path.of("target").toAbsolutePath();
        Path base = (Files.isDirectory(target) ? target : Path.of(System.getProperty("java.io.tmpdir")))
                .resolve("test-postgres");
        try {
            Files.createDirectories(base);
            Leftovers.delete(base, "jvm.new-");
            Path root = Leftovers.name(base, "jvm");
            Files.createDirectory(root);
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void deleteTree(Path directory) {
        try {
            Leftovers.deleteTree(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("could not delete " + directory, e);
        }
    }
}
