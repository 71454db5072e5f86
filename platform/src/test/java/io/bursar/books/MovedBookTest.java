package io.bursar.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.access.Tenants;
import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.Schema;
import io.bursar.engine.AccountKind;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Ledger;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.ledger.Book;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import io.bursar.verify.Verify;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The commands: export, checkpoint, verify, import. */
class MovedBookTest {
    private static final String HASHES =
            "SELECT string_agg(encode(hash, 'hex'), ' ' ORDER BY number) FROM ledger.chain WHERE book = 1";

    @TempDir
    private Path directory = Path.of("");

    private record Said(int status, String out, String err) {}

    @Test
    void a_book_is_exported_verified_and_imported_elsewhere() throws IOException {
        Path file = directory.resolve("book.jsonl.gz");
        Path checkpoints = directory.resolve("checkpoints");
        try (TestDatabase here = TestDatabases.create();
                TestDatabase there = TestDatabases.create()) {
            book(here, 30);
            Said checkpoint = export(here, "checkpoint", checkpoints.toString());
            assertThat(checkpoint.status()).as(checkpoint.err()).isZero();
            book(here, 20);
            Said exported = export(here, "book", file.toString());
            assertThat(exported.status()).as(exported.err()).isZero();
            assertThat(exported.err()).contains("Exported ", " rows, hash ");
            String key = exported.err().replaceAll("(?s).*Signed by ", "").strip();
            assertThat(Verify.run(
                            List.of(file.toString(), "--checkpoint", checkpoints.toString(), "--key", key), System.out))
                    .isZero();

            Said read = importBook(there, file.toString());
            assertThat(read.status()).as(read.out()).isZero();
            assertThat(read.out()).contains("Clean: every check passed.");
            assertThat(hashes(there)).isEqualTo(hashes(here));
            Said again = importBook(there, file.toString());
            assertThat(again.status()).as(again.out()).isZero();
            assertThat(again.out()).contains("; 0 batches were new.");
            book(there, 3);
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactlyInAnyOrder(file, checkpoints);
        }
    }

    @Test
    void a_tenants_book_keeps_its_number_and_goes_to_nobody_else() {
        Path file = directory.resolve("theirs.jsonl");
        try (TestDatabase here = TestDatabases.create();
                TestDatabase there = TestDatabases.create()) {
            book(here, 4, 3);
            assertThat(export(here, "book", file.toString(), "--book", "3").status())
                    .isZero();
            Said wrong = importBook(there, file.toString(), "--book", "2");
            assertThat(wrong.status()).isEqualTo(1);
            assertThat(wrong.out()).contains("The file is of book 3, not of book 2");
            Said read = importBook(there, file.toString(), "--name", "Third & Co");
            assertThat(read.status()).as(read.out()).isZero();
            assertThat(tenants(there)).containsEntry(3, "Third & Co");
            Said again = importBook(there, file.toString());
            assertThat(again.status()).isEqualTo(1);
            assertThat(again.out()).contains("Book 3 is here already, and is called Third & Co", "--book 3");
            assertThat(importBook(there, file.toString(), "--book", "3").out()).contains("; 0 batches were new.");
        }
    }

    private static Map<Integer, String> tenants(TestDatabase database) {
        try (Database open = Database.open(RunningBursar.settings(database), Schema.of(List.of("access")))) {
            return Tenants.on(open.app()).names();
        }
    }

    @Test
    void another_book_is_refused() {
        Path file = directory.resolve("book.jsonl");
        try (TestDatabase here = TestDatabases.create();
                TestDatabase there = TestDatabases.create()) {
            book(here, 5);
            assertThat(export(here, "book", file.toString()).status()).isZero();
            book(there, 7);
            Said read = importBook(there, file.toString());
            assertThat(read.status()).isEqualTo(1);
            assertThat(read.out()).contains("the database has another book");
        }
    }

    @Test
    void a_checkpoint_goes_to_standard_output_and_repeats_itself() {
        try (TestDatabase here = TestDatabases.create()) {
            book(here, 2);
            Said first = export(here, "checkpoint");
            assertThat(first.status()).as(first.err()).isZero();
            assertThat(first.out()).startsWith("{\"checkpoint\":").endsWith("\"}\n");
            assertThat(export(here, "checkpoint").out()).isEqualTo(first.out());
        }
    }

    @Test
    void the_key_is_made_once_and_readable_by_its_owner_alone() throws IOException {
        SigningKey made = SigningKey.of(directory);
        assertThat(SigningKey.of(directory).verifyingKey()).isEqualTo(made.verifyingKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(SigningKey.FILE))))
                .isEqualTo("rw-------");
        assertThat(made.toString()).isEqualTo("***");
    }

    @Test
    void wrong_calls_are_explained() {
        DatabaseSettings nowhere = DatabaseSettings.embeddedIn(directory);
        for (List<String> wrong :
                List.of(List.<String>of(), List.of("book"), List.of("chart", "x"), List.of("book", "a", "b"))) {
            Said said = run(out -> ExportBook.run(wrong, nowhere, out, out));
            assertThat(said.status()).isEqualTo(2);
            assertThat(said.out()).contains("Usage: ./bursar export book FILE");
        }
        Said missing =
                run(out -> ImportBook.run(List.of(directory.resolve("none").toString()), nowhere, out));
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.out()).startsWith("There is no file");
        assertThat(run(out -> ImportBook.run(List.of(), nowhere, out)).status()).isEqualTo(2);
    }

    /** Books some transactions. */
    private static void book(TestDatabase database, int transactions) {
        book(database, transactions, Book.NUMBER);
    }

    private static void book(TestDatabase database, int transactions, int number) {
        try (Database open = Database.open(RunningBursar.settings(database), Schema.of(List.of("ledger")));
                Ledger ledger = Ledger.open(Book.config(open, number))) {
            Chart chart = new Chart(List.of(
                    Chart.Pattern.of("world", AccountKind.ASSET),
                    Chart.Pattern.of("users/{user}", AccountKind.LIABILITY)));
            assertThat(ledger.submit(new Command.DefineChart(chart, Terms.NONE)).join())
                    .isInstanceOf(Outcome.Applied.class);
            for (int i = 0; i < transactions; i++) {
                Leg leg = Leg.of("world", "users/" + i % 7, 1 + i, "inr");
                assertThat(ledger.submit(new Command.Transact(List.of(leg), Terms.NONE))
                                .join())
                        .isInstanceOf(Outcome.Applied.class);
            }
        }
    }

    private static String hashes(TestDatabase database) {
        return JdbcClient.create(database.dataSource())
                .sql(HASHES)
                .query(String.class)
                .single();
    }

    private static Said export(TestDatabase database, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = ExportBook.run(
                List.of(arguments),
                RunningBursar.settings(database),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static Said importBook(TestDatabase database, String... arguments) {
        return run(out -> ImportBook.run(List.of(arguments), RunningBursar.settings(database), out));
    }

    /** A command that says all on one stream. */
    private interface Spoken {
        int run(PrintStream out);
    }

    private static Said run(Spoken command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = command.run(new PrintStream(out, true, StandardCharsets.UTF_8));
        return new Said(status, out.toString(StandardCharsets.UTF_8), "");
    }
}
