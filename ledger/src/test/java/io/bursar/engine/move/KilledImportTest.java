package io.bursar.engine.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.engine.BookFile;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerException;
import io.bursar.engine.LedgerSchema;
import io.bursar.engine.doctor.Doctor;
import io.bursar.engine.doctor.DoctorReport;
import io.bursar.engine.doctor.EngineBook;
import io.bursar.engine.doctor.FilterCheck;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import is killed at each named moment and started again; another book is told from the one that is there. */
class KilledImportTest {
    private static final int KILLED = 137;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void an_import_that_is_killed_goes_on_where_it_was() throws Exception {
        try (TestDatabase source = EngineBook.database();
                TestDatabase elsewhere = empty()) {
            byte[] file = export(source);
            Path kept = Files.write(directory.resolve("book.jsonl"), file);
            for (String moment : List.of(
                    "import-after-copy:1",
                    "import-after-copy:3",
                    "import-before-commit:2",
                    "import-after-commit:1",
                    "import-after-commit:4")) {
                assertThat(importing(elsewhere, kept, moment)).as(moment).isEqualTo(KILLED);
            }
            LedgerConfig config = LedgerConfig.of(elsewhere.dataSource(), EngineBook.BOOK);
            assertThatThrownBy(() -> Ledger.open(config))
                    .isInstanceOf(LedgerException.class)
                    .hasMessageContaining("only partly imported");
            BookFile.Read read = BookFile.restore(config, new ByteArrayInputStream(file), rows -> {});
            assertThat(read.added()).isPositive().isLessThan(read.batches());
            assertThat(export(elsewhere)).isEqualTo(file);
            DoctorReport report = new Doctor(elsewhere.dataSource(), FilterCheck.ofEngine()).examine(EngineBook.BOOK);
            assertThat(report.isClean()).as("%s", report.findings()).isTrue();
            try (Ledger ledger = Ledger.open(config)) {
                assertThat(ledger.reader().trialBalance().isBalanced()).isTrue();
            }
        }
    }

    @Test
    void another_book_is_refused_and_left_alone() throws Exception {
        try (TestDatabase source = EngineBook.database();
                TestDatabase other = EngineBook.database()) {
            try (Ledger ledger = Ledger.open(LedgerConfig.of(other.dataSource(), EngineBook.BOOK + 1))) {
                assertThat(ledger.health().writable()).isTrue();
            }
            byte[] file = export(source);
            LedgerConfig wrongNumber = LedgerConfig.of(other.dataSource(), EngineBook.BOOK + 1);
            assertThatThrownBy(() -> BookFile.restore(wrongNumber, new ByteArrayInputStream(file), rows -> {}))
                    .isInstanceOf(BookFile.Damaged.class)
                    .hasMessageContaining("keeps its number");
            byte[] foreign = new String(export(source), StandardCharsets.UTF_8)
                    .lines()
                    .limit(1)
                    .reduce("", (all, line) -> all + line + "\n")
                    .concat(FOREIGN)
                    .getBytes(StandardCharsets.UTF_8);
            byte[] before = export(other);
            LedgerConfig config = LedgerConfig.of(other.dataSource(), EngineBook.BOOK);
            assertThatThrownBy(() -> BookFile.restore(config, new ByteArrayInputStream(foreign), rows -> {}))
                    .isInstanceOf(BookFile.Damaged.class)
                    .hasMessageContaining("another book");
            assertThat(export(other)).isEqualTo(before);
            try (Ledger ledger = Ledger.open(config)) {
                assertThat(ledger.health().writable()).isTrue();
            }
        }
    }

    /** A book of one row that fits its own chain: the example of docs/guides/proof.md. */
    private static final String FOREIGN = """
            {"batch":1,"nonce":7,"first_seq":17592186044417,"last_seq":17592186044417,"at":1795255200000000,"hash":"%s"}
            {"seq":17592186044417,"kind":21,"leg":0,"detail":"{\\"before\\":0}","mark":"%s"}
            {"end":1,"rows":1}
            """.formatted(Example.HASH, Example.MARK);

    private static int importing(TestDatabase database, Path file, String moment) throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dbursar.failpoint=" + moment,
                ImportWorker.class.getName(),
                database.jdbcUrl(),
                database.user(),
                database.password(),
                file.toString());
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the import did not end, armed with " + moment);
        }
        return process.exitValue();
    }

    private static byte[] export(TestDatabase database) throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        BookFile.export(database.dataSource(), EngineBook.BOOK, file, end -> "");
        return file.toByteArray();
    }

    private static TestDatabase empty() {
        return TestDatabases.create("empty ledger", database -> {
            try (Connection connection = database.connect()) {
                LedgerSchema.install(connection);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        });
    }
}
