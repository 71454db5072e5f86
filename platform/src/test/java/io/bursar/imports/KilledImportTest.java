package io.bursar.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.Schema;
import io.bursar.engine.Ledger;
import io.bursar.engine.doctor.Doctor;
import io.bursar.ledger.Book;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports that are cut off by kill -9, and imports beside a Bursar that runs. */
@Tag("slow")
class KilledImportTest {
    private static final String BATCH = "40";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void an_import_killed_at_any_moment_goes_on_without_a_duplicate() throws Exception {
        long seed = Long.getLong("bursar.seed", System.nanoTime());
        Random random = new Random(seed);
        int kills = Boolean.getBoolean("bursar.long") ? 30 : 3;
        List<String> lines = Sample.lines();
        try (ImportedBook book = new ImportedBook()) {
            Map<String, String> environment = Map.of(
                    "BURSAR_HOME",
                    book.settings().home().toAbsolutePath().toString(),
                    "BURSAR_DATABASE_URL",
                    String.valueOf(book.settings().url()));
            book.read(reader -> 0);
            for (int kill = 0; kill < kills; kill++) {
                // Killed while it works at what it was fed last, so inside a batch as often as between two.
                int fed = 1 + random.nextInt(Sample.ROWS);
                long before = book.logRows();
                try (ImportProcess process = ImportProcess.start(environment, "-", "--batch", BATCH)) {
                    process.feed(lines.subList(0, fed));
                    long wanted = random.nextInt(3) == 0 ? 0 : random.nextInt(Math.max(1, fed / 2));
                    process.await(() -> book.logRows() >= Math.min(before + 1, wanted));
                    process.kill9();
                }
            }
            long booked = commands(book);
            assertThat(booked).as("seed %d: something was left to do", seed).isLessThan(Sample.BOOKED);
            try (ImportProcess process = ImportProcess.start(environment, Sample.FILE.toString())) {
                ImportedBook.Said said = process.finish();
                assertThat(said.status()).as("seed %d: %s", seed, said.text()).isZero();
                assertThat(said.text()).contains("booked           %,11d".formatted(Sample.BOOKED - booked));
            }
            assertThat(commands(book)).as("seed %d", seed).isEqualTo(Sample.BOOKED);
            assertThat(book.balances()).as("seed %d", seed).isEqualTo(Sample.awk(Sample.FILE));
            book.mustAddUp();
        }
    }

    private static long commands(ImportedBook book) {
        return book.superuser()
                .sql("SELECT count(*) FROM ledger.log WHERE kind = 1 AND key IS NOT NULL")
                .query(Long.class)
                .single();
    }

    @Test
    void an_import_with_its_own_server_is_killed_and_goes_on() throws Exception {
        Path home = directory.resolve("home");
        Map<String, String> environment = Map.of("BURSAR_HOME", home.toString());
        List<String> lines = Sample.lines();
        try (ImportProcess process = ImportProcess.start(environment, "-", "--batch", BATCH)) {
            process.feed(lines.subList(0, 3_000));
            process.await(() -> home.resolve("data/postmaster.pid").toFile().exists());
            process.kill9();
        }
        try (ImportProcess process = ImportProcess.start(environment, Sample.FILE.toString())) {
            ImportedBook.Said said = process.finish();
            assertThat(said.status()).as(said.text()).isZero();
        }
        try (Database database = Database.open(DatabaseSettings.embeddedIn(home), Schema.of(List.of("ledger")));
                Ledger ledger = Book.open(database)) {
            assertThat(ImportedBook.balances(ledger.reader())).isEqualTo(Sample.awk(Sample.FILE));
            assertThat(Doctor.run(database.ledger(), Book.NUMBER, System.out).isClean())
                    .isTrue();
        }
    }

    @Test
    void beside_a_running_bursar_an_import_is_a_second_node_of_its_book() throws Exception {
        Path home = directory.resolve("home");
        try (Database database = Database.open(DatabaseSettings.embeddedIn(home), Schema.of(List.of("ledger")));
                Ledger ledger = Book.open(database)) {
            try (ImportProcess process =
                    ImportProcess.start(Map.of("BURSAR_HOME", home.toString()), Sample.FILE.toString())) {
                ImportedBook.Said said = process.finish();
                assertThat(said.status()).as(said.text()).isZero();
                assertThat(said.text()).contains("run by another Bursar, which this one joins as a second node");
            }
            long rows = Sample.BOOKED;
            assertThat(ledger.reader().awaitSeq(seq(rows), Duration.ofMinutes(1)))
                    .isTrue();
            assertThat(ImportedBook.balances(ledger.reader())).isEqualTo(Sample.awk(Sample.FILE));
            assertThat(database.isReachable()).isTrue();
        }
    }

    private static long seq(long position) {
        return io.bursar.engine.LedgerId.of(Book.NUMBER, position);
    }
}
