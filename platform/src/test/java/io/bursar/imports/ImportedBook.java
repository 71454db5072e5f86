package io.bursar.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.access.Tenants;
import io.bursar.database.Database;
import io.bursar.database.DatabaseSettings;
import io.bursar.database.Schema;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.Command;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.Outcome;
import io.bursar.engine.doctor.Doctor;
import io.bursar.engine.doctor.DoctorReport;
import io.bursar.ledger.Book;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database of its own that a test imports into and looks at. */
final class ImportedBook implements AutoCloseable {
    private final TestDatabase database = TestDatabases.create();

    /** What an import said and how it ended. */
    record Said(int status, String text) {}

    DatabaseSettings settings() {
        return RunningBursar.settings(database);
    }

    /** Makes the book with smaller partitions than usual, before anything is in it. */
    void createWithPartitions(int bits) {
        Database.open(settings(), Schema.of(List.of("imports", "ledger"))).close();
        superuser()
                .sql("SELECT ledger.create_book(:book, (:bits)::int2)")
                .param("book", Book.NUMBER)
                .param("bits", bits)
                .query((row, number) -> true)
                .list();
    }

    Said importCards(String... arguments) {
        return importCards(InputStream.nullInputStream(), arguments);
    }

    Said importCards(InputStream standardInput, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int status = CardImport.run(List.of(arguments), settings(), standardInput, out);
        return new Said(status, bytes.toString(StandardCharsets.UTF_8));
    }

    /** Opens the book as a node of its own for a moment. */
    <T> T withLedger(Function<Ledger, T> work) {
        try (Database open = Database.open(settings(), Schema.of(List.of("imports", "ledger")));
                Ledger ledger = Book.open(open)) {
            return work.apply(ledger);
        }
    }

    <T> T read(Function<LedgerReader, T> question) {
        return withLedger(ledger -> question.apply(ledger.reader()));
    }

    void book(Command command) {
        Outcome outcome = withLedger(ledger -> ledger.submit(command).join());
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
    }

    /** Makes a tenant whose book has this number. */
    void adopt(int number) {
        try (Database open = Database.open(settings(), Schema.of(List.of("access", "imports", "ledger")))) {
            Tenants.on(open.app()).adopt(number, "a tenant");
        }
    }

    /** Every account's balance in some book. */
    Map<String, Long> balances(int number) {
        try (Database open = Database.open(settings(), Schema.of(List.of("imports", "ledger")));
                Ledger ledger = Ledger.open(Book.config(open, number))) {
            return balances(ledger.reader());
        }
    }

    /** Every account's balance on its normal side. */
    Map<String, Long> balances() {
        return read(ImportedBook::balances);
    }

    static Map<String, Long> balances(LedgerReader reader) {
        Map<String, Long> balances = new TreeMap<>();
        AccountRef last = null;
        while (true) {
            List<AccountView> page = reader.accounts("", last, LedgerReader.PAGE_MAX);
            if (page.isEmpty()) {
                return balances;
            }
            page.forEach(account -> balances.put(account.ref().path(), account.posted()));
            last = page.getLast().ref();
        }
    }

    long logRows() {
        return superuser()
                .sql("SELECT count(*) FROM ledger.log")
                .query(Long.class)
                .single();
    }

    JdbcClient superuser() {
        return JdbcClient.create(database.dataSource());
    }

    /** Sums are zero and the doctor finds nothing. */
    void mustAddUp() throws SQLException {
        boolean isZero = read(reader -> reader.trialBalance().isBalanced());
        assertThat(isZero).isTrue();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DoctorReport report =
                Doctor.run(database.dataSource(), Book.NUMBER, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(report.isClean()).as(bytes.toString(StandardCharsets.UTF_8)).isTrue();
    }

    @Override
    public void close() {
        database.close();
    }
}
