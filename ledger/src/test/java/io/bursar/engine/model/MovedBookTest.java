package io.bursar.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.BookFile;
import io.bursar.engine.Command;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.engine.doctor.Doctor;
import io.bursar.engine.doctor.DoctorReport;
import io.bursar.engine.doctor.FilterCheck;
import io.bursar.postgres.TestDatabase;
import io.bursar.verify.Verify;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A book of random commands of every kind, written to a file and read elsewhere, is the same book. */
@Tag("slow")
class MovedBookTest {
    private static final List<String> TABLES = List.of(
            "SELECT md5(string_agg(l::text, '|' ORDER BY seq)) FROM ledger.log l",
            "SELECT md5(string_agg(b::text, '|' ORDER BY number)) FROM ledger.batch b",
            "SELECT md5(string_agg(c::text, '|' ORDER BY number)) FROM ledger.chain c");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void it_is_the_same_row_for_row_and_hash_for_hash() throws Exception {
        long seed = Long.getLong("bursar.seed", System.nanoTime() & 0xfffff);
        try (ModelRun run = new ModelRun(new ModelRun.Plan(seed, 1, 10_000, 13, 2));
                TestDatabase elsewhere = ModelDatabase.create()) {
            run.run();
            byte[] file = export(run.database());
            Path kept = Files.write(directory.resolve("book.jsonl"), file);
            List<Verify.Finding> findings = Verify.verify(kept, List.of(), "", System.out);
            assertThat(findings).as("seed %d", seed).isEmpty();

            LedgerConfig config = config(elsewhere);
            BookFile.Read read = BookFile.restore(config, new ByteArrayInputStream(file), rows -> {});
            assertThat(read.added()).isEqualTo(read.batches()).isPositive();
            for (String table : TABLES) {
                assertThat(query(elsewhere, table))
                        .as("seed %d: %s", seed, table)
                        .isEqualTo(query(run.database(), table));
            }
            DoctorReport report = new Doctor(elsewhere.dataSource(), FilterCheck.ofEngine()).examine(ModelRun.BOOK);
            assertThat(report.failed())
                    .as("seed %d: %s", seed, report.findings())
                    .isEmpty();
            assertThat(export(elsewhere)).as("seed %d: exported again", seed).isEqualTo(file);

            BookFile.Read again = BookFile.restore(config, new ByteArrayInputStream(file), rows -> {});
            assertThat(again.added()).as("seed %d: imported again", seed).isZero();
            assertThat(again.end()).isEqualTo(read.end());
            goesOn(elsewhere, config);
            BookFile.Read older = BookFile.restore(config, new ByteArrayInputStream(file), rows -> {});
            assertThat(older.added()).as("a file of its past adds nothing").isZero();
        }
    }

    /** It can be opened, sealed as far as it is full, and written to. */
    private static void goesOn(TestDatabase elsewhere, LedgerConfig config) throws SQLException {
        try (Ledger ledger = Ledger.open(config)) {
            Command chart = new Command.DefineChart(Cast.chart(true), Terms.NONE);
            assertThat(ledger.submit(chart).join()).isInstanceOf(Outcome.Applied.class);
        }
        assertThat(query(elsewhere, "SELECT (count(*) > 0)::text FROM ledger.seal"))
                .isEqualTo("true");
        DoctorReport report = new Doctor(elsewhere.dataSource(), FilterCheck.ofEngine()).examine(ModelRun.BOOK);
        assertThat(report.failed()).as("%s", report.findings()).isEmpty();
        assertThat(report.chained().upTo()).isEqualTo(report.chained().batches());
    }

    private static LedgerConfig config(TestDatabase database) {
        return LedgerConfig.of(database.dataSource(), ModelRun.BOOK)
                .withLimits(LedgerConfig.Limits.STANDARD.withPartitionBits(13));
    }

    private static byte[] export(TestDatabase database) throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        BookFile.export(database.dataSource(), ModelRun.BOOK, file, end -> "");
        return file.toByteArray();
    }

    private static String query(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
