package io.bursar.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One start of the server, up to the moment when it has answered and proved to be ours.
 *
 * @param hasDeathSignal whether the kernel will stop the server when this process is killed
 */
record Launch(
        EmbeddedPostgresConfig config,
        PostgresBinaries binaries,
        ServerUser user,
        DataDirectory data,
        Path log,
        boolean hasDeathSignal) {

    private static final int PORTS_TO_TRY = 5;
    private static final int LOG_LINES_TO_SHOW = 15;
    private static final long STOP_LIMIT_SECONDS = 30;
    private static final long LOG_LIMIT_BYTES = 10_000_000;

    /**
     * Room for a busy ledger on a small machine. No wal_compression: the shipped programs know only pglz, which costs
     * more than the disk it saves.
     */
    private static final Map<String, String> SENSIBLE = Map.ofEntries(
            Map.entry("shared_buffers", "256MB"),
            Map.entry("max_connections", "100"),
            Map.entry("max_wal_size", "4GB"),
            Map.entry("min_wal_size", "512MB"),
            Map.entry("checkpoint_timeout", "15min"),
            Map.entry("wal_buffers", "16MB"),
            Map.entry("jit", "off"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("log_line_prefix", "%m [%p] %q%u@%d "));

    record Started(ServerProcess server, int port) {}

    static Launch prepare(EmbeddedPostgresConfig config, PostgresBinaries binaries, ServerUser user, DataDirectory data)
            throws IOException, InterruptedException {
        Path directory = data.path().resolveSibling("log");
        if (!Files.isDirectory(directory)) {
            DataDirectory.makePrivateDirectory(directory);
        }
        Path log = directory.resolve("postgres.log");
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
            Files.move(log, directory.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return new Launch(config, binaries, user, data, log, ServerProcess.hasDeathSignal());
    }

    List<String> remarks() {
        return hasDeathSignal
                ? List.of()
                : List.of("setpriv (util-linux) is missing, so a kill -9 of Bursar leaves PostgreSQL running"
                        + " until the next start stops it");
    }

    Started run() throws IOException, InterruptedException, SQLException {
        for (int attempt = 1; ; attempt++) {
            int port = choosePort();
            ServerProcess server = ServerProcess.start(command(port), data.path(), log);
            boolean isServing = false;
            try {
                if (awaitReady(server)) {
                    proveOurs(port);
                    isServing = true;
                    return new Started(server, port);
                }
            } finally {
                if (!isServing) {
                    server.stop(STOP_LIMIT_SECONDS);
                }
            }
            // The port was free a moment ago; when it is not now, someone was faster and another one will do.
            if (attempt == PORTS_TO_TRY || isFree(port)) {
                throw new EmbeddedPostgresException("PostgreSQL in " + data.path() + " ended while starting. Its log "
                        + log + " ends with:\n" + lastLines());
            }
        }
    }

    /** A session of its own: Ctrl-C at a terminal is for Bursar, which stops the server when nobody writes any more. */
    private List<String> command(int port) throws InterruptedException {
        Map<String, String> settings = new LinkedHashMap<>(SENSIBLE);
        settings.putAll(config.settings());
        settings.put("fsync", "on");
        settings.put("full_page_writes", "on");
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("unix_socket_directories", "");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.put(
                EmbeddedPostgres.PARENT_SETTING, Postmasters.Parent.current().toString());
        List<String> words = new ArrayList<>(
                List.of(binaries.program("postgres"), "-D", data.path().toString(), "-p", Integer.toString(port)));
        settings.forEach((name, value) -> words.addAll(List.of("-c", name + "=" + value)));
        List<String> command = new ArrayList<>();
        if (Commands.succeeds("setsid", "true")) {
            command.add("setsid");
        }
        command.addAll(user.run(hasDeathSignal ? "INT" : "", words));
        return command;
    }

    private boolean awaitReady(ServerProcess server) throws InterruptedException {
        long begin = System.nanoTime();
        long[] nextNoticeSeconds = {10};
        boolean isSettled = Waiting.until(config.startLimit(), () -> {
            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
            if (seconds >= nextNoticeSeconds[0]) {
                config.notices()
                        .accept("PostgreSQL is still starting after " + seconds + " s; after a crash it first"
                                + " recovers from its log (see " + log + ").");
                nextNoticeSeconds[0] = seconds * 2;
            }
            return !server.isAlive() || isReady(server.pid());
        });
        if (!isSettled) {
            throw new EmbeddedPostgresException("PostgreSQL in " + data.path() + " was not ready within "
                    + config.startLimit().toSeconds() + " s. Its log " + log + " ends with:\n" + lastLines());
        }
        return server.isAlive();
    }

    private boolean isReady(long pid) {
        try {
            return PidFile.read(data.path())
                    .filter(file -> file.pid() == pid && file.isReady())
                    .isPresent();
        } catch (IOException e) {
            throw new EmbeddedPostgresException("cannot read " + PidFile.NAME + " in " + data.path(), e);
        }
    }

    /** Connects, makes sure that the server on this port is the one just started, and makes the database if missing. */
    private void proveOurs(int port) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, EmbeddedPostgres.SUPERUSER, data.password());
                Statement statement = connection.createStatement()) {
            String parent = text(statement, "SELECT current_setting('" + EmbeddedPostgres.PARENT_SETTING + "', true)");
            String directory = text(statement, "SELECT current_setting('data_directory')");
            boolean isOurs = Postmasters.Parent.current().toString().equals(parent)
                    && data.path().toString().equals(directory);
            if (!isOurs) {
                throw new EmbeddedPostgresException("The server on port " + port + " is not the one just started: it"
                        + " serves " + directory + ". Nothing was done with it.");
            }
            String database = text(
                    statement, "SELECT datname FROM pg_database WHERE datname = '" + EmbeddedPostgres.DATABASE + "'");
            if (database.isEmpty()) {
                statement.execute("CREATE DATABASE " + EmbeddedPostgres.DATABASE);
            }
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            String value = row.next() ? row.getString(1) : null;
            return value == null ? "" : value;
        }
    }

    private int choosePort() throws IOException {
        int preferred = config.preferredPort();
        if (preferred != 0 && isFree(preferred)) {
            return preferred;
        }
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            if (preferred != 0) {
                config.notices().accept("Port " + preferred + " is taken; PostgreSQL uses " + any.getLocalPort() + ".");
            }
            return any.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_TO_SHOW), lines.size()));
        } catch (IOException e) {
            return "(the log cannot be read: " + e.getMessage() + ")";
        }
    }
}
