package io.bursar.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What the tests here share: a home under target, SQL in a line, another JVM that runs a server. */
final class Servers {
    static final Path BINARIES = Path.of("target/test-postgres/binaries").toAbsolutePath();

    private static final Path HOMES = Path.of("target/homes").toAbsolutePath();

    private Servers() {}

    /** A name for a home that does not exist yet. */
    static Path newHome() throws IOException {
        Files.createDirectories(HOMES);
        Leftovers.delete(HOMES, "home.new-");
        return Leftovers.name(HOMES, "home");
    }

    /** A home with a cluster in it: a copy of one made once, which saves each test its initdb. */
    static Path usedHome() throws IOException, InterruptedException {
        Path home = newHome();
        Commands.Result copied = Commands.run(List.of("cp", "-a", Used.HOME.toString(), home.toString()));
        assertThat(copied.status()).as(copied.output()).isZero();
        return home;
    }

    private static final class Used {
        static final Path HOME = make();

        private static Path make() {
            try {
                Path home = newHome();
                EmbeddedPostgres.start(config(home)).close();
                return home;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static EmbeddedPostgresConfig config(Path home) {
        return EmbeddedPostgresConfig.at(home).withBinaries(BINARIES).withPreferredPort(0);
    }

    static String ask(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(server.jdbcUrl(), server.superuser(), server.password())) {
            return ask(connection, sql);
        }
    }

    static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet row = statement.getResultSet()) {
                return row.next() ? String.valueOf(row.getString(1)) : "";
            }
        }
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        if (!Waiting.until(Duration.ofSeconds(60), condition)) {
            throw new AssertionError("waited a minute for: " + what);
        }
    }

    static boolean isAlive(long pid) {
        try {
            // A process that has ended but was not collected yet has no command line.
            return !Files.readString(Path.of("/proc/" + pid + "/cmdline")).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** Starts the server of a home by hand, as Bursar never would. */
    static Process startRaw(EmbeddedPostgres stopped, String... settings) throws IOException, InterruptedException {
        Path data = stopped.dataDirectory();
        List<String> words = new ArrayList<>(List.of(
                BINARIES.resolve("pg-" + PostgresBinaries.VERSION + "/bin/postgres")
                        .toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(stopped.port()),
                "-c",
                "unix_socket_directories=",
                "-c",
                "listen_addresses=127.0.0.1"));
        for (String setting : settings) {
            words.addAll(List.of("-c", setting));
        }
        Process process = new ProcessBuilder(
                        ServerUser.of(data.resolveSibling(""), data).run("", words))
                .redirectErrorStream(true)
                .redirectOutput(data.resolveSibling("raw.log").toFile())
                .start();
        await("the raw server is ready", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the raw server ended, see " + data.resolveSibling("raw.log"));
            }
            return isReady(data, process.pid());
        });
        return process;
    }

    private static boolean isReady(Path data, long pid) {
        try {
            return PidFile.read(data)
                    .filter(file -> file.pid() == pid && file.isReady())
                    .isPresent();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Another JVM that starts a server in {@code home} and waits to be killed. */
    static Process startJvm(Path home, Path binaries) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServeUntilKilled.class.getName(),
                        home.toString(),
                        binaries.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The line that {@link ServeUntilKilled} prints when its server is up: process id, port, password. */
    static String[] awaitLine(Process jvm) throws IOException {
        BufferedReader output = jvm.inputReader();
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("the other JVM ended without starting its server");
        }
        return line.split(" ", -1);
    }

    static void kill9(Process process) throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " does not die");
        }
    }

    static boolean existsStartingWith(Path directory, String prefix, String inside) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (var entries = Files.list(directory)) {
            return entries.anyMatch(
                    path -> path.getFileName().toString().startsWith(prefix) && Files.exists(path.resolve(inside)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
