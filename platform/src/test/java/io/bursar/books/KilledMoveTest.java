package io.bursar.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.Schema;
import io.bursar.engine.AccountKind;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.Leg;
import io.bursar.engine.Terms;
import io.bursar.ledger.Book;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import io.bursar.verify.Verify;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Exports and imports of a book that are cut off by kill -9 at random moments. */
@Tag("slow")
class KilledMoveTest {
    private static final String HASHES =
            "SELECT md5(string_agg(encode(hash, 'hex'), ' ' ORDER BY number)) FROM ledger.chain WHERE book = 1";
    private static final int ROUNDS = 70;
    private static final int COMMANDS = 1_000;
    private static final long ROWS = (long) ROUNDS * COMMANDS;
    private static final long LIMIT_SECONDS = 120;

    private final long seed = Long.getLong("bursar.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final int kills = Boolean.getBoolean("bursar.long") ? 20 : 2;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void what_is_killed_leaves_nothing_wrong_and_is_finished_by_doing_it_again() throws Exception {
        System.out.println("KilledMoveTest: -Dbursar.seed=" + seed);
        Path file = directory.resolve("book.jsonl");
        try (TestDatabase here = TestDatabases.create();
                TestDatabase there = TestDatabases.create()) {
            write(here);
            for (int kill = 0; kill < kills; kill++) {
                killExport(here, file);
            }
            finish(here, "export", "book", file.toString());
            assertThat(Verify.run(List.of(file.toString()), System.out))
                    .as("seed %d", seed)
                    .isZero();
            for (int kill = 0; kill < kills; kill++) {
                killImport(there, file);
            }
            String said = finish(there, "import", "book", file.toString());
            assertThat(said).as("seed %d", seed).contains("Clean: every check passed.");
            assertThat(one(there, HASHES)).as("seed %d", seed).isEqualTo(one(here, HASHES));
            Path again = directory.resolve("again.jsonl");
            finish(there, "export", "book", again.toString());
            // The checkpoint at the end is signed by each home's own key; all before it is the same, byte for byte.
            assertThat(withoutCheckpoint(again)).isEqualTo(withoutCheckpoint(file));
        }
    }

    private static List<String> withoutCheckpoint(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.subList(0, lines.size() - 1);
    }

    private static void write(TestDatabase database) {
        try (Database open = Database.open(RunningBursar.settings(database), Schema.of(List.of("ledger")));
                Ledger ledger = Book.open(open)) {
            Chart chart = new Chart(List.of(
                    Chart.Pattern.of("world", AccountKind.ASSET),
                    Chart.Pattern.of("users/{user}", AccountKind.LIABILITY)));
            ledger.submit(new Command.DefineChart(chart, Terms.NONE)).join();
            for (int round = 0; round < ROUNDS; round++) {
                List<Command> commands = new ArrayList<>();
                IntStream.range(0, COMMANDS)
                        .mapToObj(i -> Leg.of("world", "users/" + i % 97, 1 + i, "inr"))
                        .forEach(leg -> commands.add(new Command.Transact(List.of(leg), Terms.NONE)));
                ledger.submitAll(commands, Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofMinutes(1))
                        .join();
            }
        }
    }

    private void killExport(TestDatabase database, Path file) throws Exception {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        long wanted = random.nextLong(ROWS * 200);
        try (Running export = start(database, "export", "book", file.toString())) {
            export.await(() -> size(part) >= wanted || Files.exists(file));
            export.kill9();
        }
        assertThat(file).as("seed %d: half a book has not a book's name", seed).doesNotExist();
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    private void killImport(TestDatabase database, Path file) throws Exception {
        long before = rows(database);
        long wanted = before + random.nextLong(Math.max(1, (ROWS - before) / 2));
        try (Running run = start(database, "import", "book", file.toString())) {
            run.await(() -> rows(database) > wanted);
            run.kill9();
        }
    }

    /** Rows of the log that are committed; 0 while there is no log. */
    private static long rows(TestDatabase database) {
        boolean isThere = one(database, "SELECT to_regclass('ledger.log')::text") != null;
        String counted = isThere ? one(database, "SELECT count(*)::text FROM ledger.log") : "0";
        return Long.parseLong(String.valueOf(counted));
    }

    private static @org.jspecify.annotations.Nullable String one(TestDatabase database, String sql) {
        return JdbcClient.create(database.dataSource())
                .sql(sql)
                .query((row, number) -> new String[] {row.getString(1)})
                .single()[0];
    }

    private String finish(TestDatabase database, String... arguments) throws Exception {
        try (Running run = start(database, arguments)) {
            assertThat(run.process().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(run.process().exitValue())
                    .as("seed %d: %s", seed, run.said())
                    .isZero();
            return run.said();
        }
    }

    private Running start(TestDatabase database, String... arguments) throws IOException {
        DatabaseSettings settings = RunningBursar.settings(database);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Duser.timezone=UTC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.bursar.Bursar"));
        command.addAll(List.of(arguments));
        Path said = Files.createTempFile(directory, "said", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment()
                .put("BURSAR_HOME", settings.home().toAbsolutePath().toString());
        builder.environment().put("BURSAR_DATABASE_URL", String.valueOf(settings.url()));
        return new Running(builder.start(), said);
    }

    /** A Bursar of its own, and what it says. */
    private record Running(Process process, Path output) implements AutoCloseable {
        void await(BooleanSupplier condition) throws Exception {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (!condition.getAsBoolean()) {
                boolean isOver = process.waitFor(2, TimeUnit.MILLISECONDS) || System.nanoTime() > until;
                if (isOver && !condition.getAsBoolean()) {
                    throw new AssertionError("it did not come to that; it said:\n" + said());
                }
            }
        }

        void kill9() throws InterruptedException {
            process.destroyForcibly();
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        String said() throws IOException {
            return Files.readString(output, StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
