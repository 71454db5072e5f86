package io.bursar.postgres;

import io.bursar.postgres.DatabaseDescription.Durability;
import io.bursar.postgres.DatabaseDescription.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * PostgreSQL as a child of this process: data, password and log in one directory, fsync always on, reachable from this
 * machine only and by password only. It stops cleanly when it is closed and when this process is killed.
 *
 * <p>Closing is the caller's: there is no shutdown hook, because hooks run side by side and the server must outlast
 * whatever still writes. Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    static final String SUPERUSER = "postgres";
    static final String DATABASE = "bursar";
    static final String PARENT_SETTING = "bursar.parent";
    private static final long STOP_LIMIT_SECONDS = 120;

    private final HomeLock lock;
    private final ServerProcess server;
    private final DataDirectory data;
    private final int port;
    private final List<String> remarks;
    private final Consumer<String> notices;

    private EmbeddedPostgres(HomeLock lock, DataDirectory data, Launch launch, Launch.Started started) {
        this.lock = lock;
        this.data = data;
        this.server = started.server();
        this.port = started.port();
        this.remarks = launch.remarks();
        this.notices = launch.config().notices();
    }

    /**
     * Starts the server, making the cluster when there is none.
     *
     * @throws EmbeddedPostgresException when it cannot; the message is for the operator
     */
    public static EmbeddedPostgres start(EmbeddedPostgresConfig config) {
        try {
            Path home = makeHome(config.home());
            HomeLock lock = HomeLock.take(home);
            try {
                return start(config, home, lock);
            } catch (IOException | InterruptedException | SQLException | EmbeddedPostgresException e) {
                lock.close();
                throw e;
            }
        } catch (IOException | SQLException e) {
            throw new EmbeddedPostgresException("PostgreSQL in " + config.home() + " could not start: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("interrupted while PostgreSQL started in " + config.home(), e);
        }
    }

    private static EmbeddedPostgres start(EmbeddedPostgresConfig config, Path home, HomeLock lock)
            throws IOException, InterruptedException, SQLException {
        Path binariesHome = config.binaries().equals(config.home()) ? home : makeHome(config.binaries());
        PostgresBinaries binaries = PostgresBinaries.unpackedIn(binariesHome, config.notices());
        ServerUser user = ServerUser.of(home, home.resolve(DataDirectory.NAME));
        DataDirectory data = DataDirectory.in(home, binaries, user);
        if (!data.isNew()) {
            Postmasters.settle(data.path(), config.notices());
        }
        Launch launch = Launch.prepare(config, binaries, user, data);
        return new EmbeddedPostgres(lock, data, launch, launch.run());
    }

    /** For JDBC without user and password, into the database that a first start makes. */
    public String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    /** The same for another database on this server. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public int port() {
        return port;
    }

    public String superuser() {
        return SUPERUSER;
    }

    public String password() {
        return data.password();
    }

    public Path dataDirectory() {
        return data.path();
    }

    /** Process id of the postmaster. */
    public long pid() {
        return server.pid();
    }

    /** Whether this start made the cluster. */
    public boolean isFirstStart() {
        return data.isNew();
    }

    /** Completes with the exit status when the server ends, for whatever reason. */
    public CompletionStage<Integer> exit() {
        return server.exit();
    }

    public DatabaseDescription describe() {
        return new DatabaseDescription(
                Kind.EMBEDDED,
                PostgresBinaries.VERSION,
                "127.0.0.1:" + port,
                data.path().toString(),
                durability(data.path()),
                remarks);
    }

    /** Fast, clean shutdown; sessions that are still open are ended. Closing again does nothing. */
    @Override
    public void close() {
        end("stopping", () -> {
            if (!server.stop(STOP_LIMIT_SECONDS)) {
                notices.accept("PostgreSQL (process " + pid() + ") is still writing its shutdown checkpoint after "
                        + STOP_LIMIT_SECONDS + " s; it ends by itself.");
            }
        });
    }

    /** For crash tests: SIGKILL for the postmaster and all its children, then gives the directory free. */
    public void kill9() {
        end("killing", () -> server.kill9(data.path()));
    }

    /** For data that are thrown away: no shutdown checkpoint, but nothing left behind in shared memory either. */
    void quit() {
        end("quitting", server::quit);
    }

    private interface Ending {
        void run() throws IOException, InterruptedException;
    }

    private void end(String how, Ending ending) {
        try {
            ending.run();
            lock.close();
        } catch (IOException e) {
            throw new EmbeddedPostgresException(how + " PostgreSQL (process " + pid() + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Durability durability(Path dataDirectory) {
        try {
            return switch (Files.getFileStore(dataDirectory).type()) {
                case "tmpfs", "ramfs" -> Durability.LOST_ON_REBOOT;
                case "overlay", "aufs" -> Durability.LOST_WITH_CONTAINER;
                default -> Durability.DURABLE;
            };
        } catch (IOException e) {
            throw new EmbeddedPostgresException("cannot tell where " + dataDirectory + " is stored", e);
        }
    }

    /** The home's real path; other users may pass through it to what is theirs, and see nothing else. */
    private static Path makeHome(Path home) throws IOException {
        if (!Files.isDirectory(home)) {
            Files.createDirectories(home.getParent());
            Files.createDirectory(home);
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        }
        return home.toRealPath();
    }
}
