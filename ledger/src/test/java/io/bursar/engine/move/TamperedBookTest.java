package io.bursar.engine.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.engine.BookFile;
import io.bursar.engine.ChainLink;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerSchema;
import io.bursar.engine.doctor.EngineBook;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import io.bursar.verify.Verify;
import io.bursar.verify.Verify.Tampering;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of tampering with an exported book is found and named by the verifier, and refused by the import. */
class TamperedBookTest {
    /** What is tampered with, its last link and the key that signed it. */
    private record Exported(List<String> lines, ChainLink end, TestKey key) {}

    private static final Exported BOOK = export();

    @TempDir
    private Path directory = Path.of("");

    private static Exported export() {
        try (TestDatabase database = EngineBook.database()) {
            TestKey key = new TestKey();
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            BookFile.Written written = BookFile.export(database.dataSource(), EngineBook.BOOK, file, key::sign);
            return new Exported(file.toString(StandardCharsets.UTF_8).lines().toList(), written.end(), key);
        } catch (java.sql.SQLException | java.io.IOException | java.security.GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** @param kind that the verifier must name, and nothing else */
    private record Tamper(Tampering kind, String what, Consumer<List<String>> how) {
        @Override
        public String toString() {
            return kind + ": " + what;
        }
    }

    static Stream<Tamper> tampers() {
        return Stream.of(
                new Tamper(Tampering.ROW_CHANGED, "an amount", lines -> change(lines, transfer(lines), "\"amount\":")),
                new Tamper(Tampering.ROW_CHANGED, "an account", lines -> change(lines, transfer(lines), "\"credit\":")),
                new Tamper(
                        Tampering.ROW_CHANGED,
                        "metadata",
                        lines -> lines.replaceAll(
                                line -> line.replace("\\\"case\\\":\\\"7\\\"", "\\\"case\\\":\\\"9\\\""))),
                new Tamper(Tampering.ROW_CHANGED, "a key", lines -> flip(lines, transfer(lines), "\"key\":\"0500")),
                new Tamper(
                        Tampering.BATCH_CHANGED,
                        "an amount, with a new mark",
                        lines -> remark(lines, change(lines, transfer(lines), "\"amount\":"))),
                new Tamper(Tampering.ROW_REMOVED, "a transfer", lines -> lines.remove(transfer(lines))),
                new Tamper(Tampering.ROW_REMOVED, "the last row", lines -> lines.remove(lines.size() - 3)),
                new Tamper(
                        Tampering.ROW_ADDED,
                        "a transfer a second time",
                        lines -> lines.add(transfer(lines), lines.get(transfer(lines)))),
                new Tamper(
                        Tampering.ROW_ADDED,
                        "a row at the end",
                        lines -> lines.add(lines.size() - 2, next(lines.get(lines.size() - 3)))),
                new Tamper(
                        Tampering.ROWS_SWAPPED,
                        "two neighbours",
                        lines -> Collections.swap(lines, transfer(lines), transfer(lines) + 1)),
                new Tamper(
                        Tampering.ROWS_SWAPPED,
                        "two neighbours, with each other's numbers",
                        lines -> renumber(lines, transfer(lines))),
                new Tamper(Tampering.BATCH_CHANGED, "a time", lines -> change(lines, batch(lines, 5), "\"at\":")),
                new Tamper(Tampering.BATCH_CHANGED, "a nonce", lines -> change(lines, batch(lines, 5), "\"nonce\":")),
                new Tamper(
                        Tampering.BATCH_REMOVED,
                        "one in the middle",
                        lines -> lines.subList(batch(lines, 5), batch(lines, 6)).clear()),
                new Tamper(
                        Tampering.BATCHES_DROPPED_AT_END,
                        "the last one",
                        lines -> lines.subList(lastBatch(lines), lines.size() - 2)
                                .clear()),
                new Tamper(
                        Tampering.BATCHES_DROPPED_AT_END,
                        "the file's second half",
                        lines -> lines.subList(batch(lines, 20), lines.size()).clear()));
    }

    @ParameterizedTest
    @MethodSource("tampers")
    void tampering_is_named_and_not_imported(Tamper tamper) throws Exception {
        List<String> lines = new ArrayList<>(BOOK.lines());
        tamper.how().accept(lines);
        assertThat(lines).as("something was done").isNotEqualTo(BOOK.lines());
        assertThat(verify(lines, List.of(), BOOK.key().text()))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.kind()).isEqualTo(tamper.kind()));
        try (TestDatabase elsewhere = empty()) {
            LedgerConfig config = LedgerConfig.of(elsewhere.dataSource(), EngineBook.BOOK);
            assertThatThrownBy(() -> BookFile.restore(config, file(lines), rows -> {}))
                    .isInstanceOf(BookFile.Damaged.class)
                    .hasMessageStartingWith("line ");
        }
    }

    @Test
    void a_whole_book_is_whole_packed_or_not() throws Exception {
        assertThat(verify(BOOK.lines(), List.of(), BOOK.key().text())).isEmpty();
        Path packed = directory.resolve("book.jsonl.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(file(BOOK.lines()).readAllBytes());
        }
        assertThat(Verify.run(List.of(packed.toString()), System.out)).isZero();
    }

    /** With the last batch its checkpoint and its end line went: only a checkpoint kept elsewhere can tell. */
    @Test
    void a_batch_dropped_at_the_end_with_all_its_traces_needs_a_checkpoint_from_elsewhere() throws Exception {
        List<String> lines = new ArrayList<>(BOOK.lines());
        int last = lastBatch(lines);
        int rows = lines.size() - 2 - last - 1;
        lines.subList(last, lines.size()).clear();
        long total = Long.parseLong(BOOK.lines().get(BOOK.lines().size() - 2).replaceAll(".*\"rows\":|}", ""));
        lines.add("{\"end\":" + (BOOK.end().batch() - 1) + ",\"rows\":" + (total - rows) + "}");
        assertThat(verify(lines, List.of(), "")).isEmpty();
        assertThat(verify(
                        lines, List.of(BOOK.key().sign(BOOK.end())), BOOK.key().text()))
                .extracting(Verify.Finding::kind)
                .containsExactly(Tampering.BATCHES_DROPPED_AT_END);
    }

    @Test
    void a_book_that_is_not_what_was_signed_was_rewritten() throws Exception {
        ChainLink end = BOOK.end();
        ChainLink other = new ChainLink(end.book(), 3, end.lastSeq(), end.at(), "ab".repeat(32));
        assertThat(verify(
                        BOOK.lines(),
                        List.of(BOOK.key().sign(other)),
                        BOOK.key().text()))
                .extracting(Verify.Finding::kind)
                .containsExactly(Tampering.REWRITTEN);
    }

    @Test
    void a_checkpoint_counts_only_with_the_right_signature_of_the_right_key() throws Exception {
        String forged = new TestKey().sign(BOOK.end());
        assertThat(verify(BOOK.lines(), List.of(forged), "")).isEmpty();
        assertThat(verify(BOOK.lines(), List.of(forged), BOOK.key().text()))
                .extracting(Verify.Finding::kind)
                .containsExactly(Tampering.CHECKPOINT_FORGED);
        String altered = BOOK.key()
                .sign(new ChainLink(
                        1, 4, BOOK.end().lastSeq(), Instant.EPOCH, BOOK.end().hash()))
                .replace("\"checkpoint\":4", "\"checkpoint\":" + BOOK.end().batch());
        assertThat(verify(BOOK.lines(), List.of(altered), BOOK.key().text()))
                .extracting(Verify.Finding::kind)
                .containsExactly(Tampering.CHECKPOINT_FORGED);
    }

    @Test
    void what_is_no_book_is_told_from_one() throws Exception {
        for (List<String> lines : List.of(
                List.<String>of(),
                List.of(""),
                List.of("{}"),
                List.of("[1]"),
                List.of("{\"bursar_book\":1,\"book\":1,\"partition_bits\":20}", "{\"batch\":true}"),
                List.of("{\"batch\":1"))) {
            assertThat(verify(lines, List.of(), ""))
                    .as("%s", lines)
                    .extracting(Verify.Finding::kind)
                    .contains(Tampering.NOT_A_BOOK);
            try (TestDatabase elsewhere = empty()) {
                LedgerConfig config = LedgerConfig.of(elsewhere.dataSource(), EngineBook.BOOK);
                assertThatThrownBy(() -> BookFile.restore(config, file(lines), rows -> {}))
                        .as("%s", lines)
                        .isInstanceOf(BookFile.Damaged.class);
            }
        }
        assertThat(Verify.run(List.of(), System.out)).isEqualTo(2);
        assertThat(Verify.run(List.of("--nonsense"), System.out)).isEqualTo(2);
        assertThat(Verify.run(List.of(directory.resolve("none").toString()), System.out))
                .isEqualTo(2);
    }

    @Test
    void a_database_that_was_tampered_with_is_not_exported() throws Exception {
        try (TestDatabase database = EngineBook.database()) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("SET session_replication_role = replica");
                statement.execute("UPDATE ledger.log SET body_hash = body_hash + 1 WHERE seq ="
                        + " (SELECT min(seq) FROM ledger.log WHERE key IS NOT NULL)");
            }
            assertThatThrownBy(() -> BookFile.export(
                            database.dataSource(), EngineBook.BOOK, new ByteArrayOutputStream(), end -> ""))
                    .isInstanceOf(BookFile.Damaged.class)
                    .hasMessageContaining("batch 1 ");
        }
    }

    // ---- hands that tamper

    /** A transfer of one leg in a batch with many, well inside the file. */
    private static int transfer(List<String> lines) {
        for (int i = lines.size() / 2; i < lines.size(); i++) {
            boolean isInside =
                    !lines.get(i - 1).contains("\"batch\"") && lines.get(i + 1).contains("\"kind\":1,");
            if (lines.get(i).contains("\"key\":\"0500") && lines.get(i).contains("\"kind\":1,") && isInside) {
                return i;
            }
        }
        throw new AssertionError("no transfer");
    }

    private static int batch(List<String> lines, int number) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("{\"batch\":" + number + ",")) {
                return i;
            }
        }
        throw new AssertionError("no batch " + number);
    }

    private static int lastBatch(List<String> lines) {
        return batch(lines, (int) BOOK.end().batch());
    }

    /** Adds one to the number behind a name. @return the line's index */
    private static int change(List<String> lines, int index, String behind) {
        String line = lines.get(index);
        int from = line.indexOf(behind) + behind.length();
        int to = from;
        while ("-0123456789".indexOf(line.charAt(to)) >= 0) {
            to++;
        }
        long changed = Long.parseLong(line.substring(from, to)) + 1;
        lines.set(index, line.substring(0, from) + changed + line.substring(to));
        return index;
    }

    /** Puts another hexadecimal digit behind a name. */
    private static void flip(List<String> lines, int index, String behind) {
        String line = lines.get(index);
        int at = line.indexOf(behind) + behind.length();
        char other = line.charAt(at) == '7' ? '6' : '7';
        lines.set(index, line.substring(0, at) + other + line.substring(at + 1));
    }

    private static void remark(List<String> lines, int index) {
        String line = lines.get(index);
        java.util.Map<String, Object> fields = io.bursar.engine.log.Json.parse(line);
        byte[] hash = new io.bursar.engine.chain.LinkHash().row(RowForm.read(fields));
        String mark = java.util.HexFormat.of().formatHex(hash, 0, 4);
        lines.set(index, line.replaceAll("\"mark\":\"[0-9a-f]*\"", "\"mark\":\"" + mark + "\""));
    }

    private static long seq(String line) {
        return Long.parseLong(line.replaceAll("\\{\"seq\":|,.*", ""));
    }

    private static String next(String line) {
        return line.replace("\"seq\":" + seq(line), "\"seq\":" + (seq(line) + 1));
    }

    private static void renumber(List<String> lines, int index) {
        long first = seq(lines.get(index));
        Collections.swap(lines, index, index + 1);
        lines.set(index, lines.get(index).replace("\"seq\":" + (first + 1), "\"seq\":" + first));
        lines.set(index + 1, next(lines.get(index + 1)));
    }

    private List<Verify.Finding> verify(List<String> lines, List<String> checkpoints, String key) throws Exception {
        Path file = Files.write(directory.resolve("book.jsonl"), lines);
        Path kept = Files.write(directory.resolve("checkpoints"), checkpoints);
        return Verify.verify(file, List.of(kept), key, new PrintStream(System.out, true, StandardCharsets.UTF_8));
    }

    private static InputStream file(List<String> lines) {
        return new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    private static TestDatabase empty() {
        return TestDatabases.create("empty ledger", database -> {
            try (Connection connection = database.connect()) {
                LedgerSchema.install(connection);
            } catch (java.sql.SQLException failed) {
                throw new IllegalStateException(failed);
            }
        });
    }
}
