package io.bursar.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.engine.doctor.Doctor;
import io.bursar.engine.doctor.DoctorReport;
import io.bursar.engine.doctor.FilterCheck;
import io.bursar.postgres.PrivateServer;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that was put back to an older moment under a running node. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("slow")
class RewindTest {
    private static final int KEPT = 5;
    private static final int LOST = 4;

    /** Hears of it. */
    private static final class Listener implements LedgerObserver {
        final BlockingQueue<LedgerObserver.Rewind> heard = new ArrayBlockingQueue<>(100);

        @Override
        public void rewound(Rewind rewind) {
            heard.add(rewind);
        }

        LedgerObserver.Rewind await() throws InterruptedException {
            LedgerObserver.Rewind rewound = heard.poll(30, TimeUnit.SECONDS);
            if (rewound == null) {
                throw new AssertionError("nobody noticed that history was rewound");
            }
            return rewound;
        }
    }

    @Test
    void lost_batches_are_noticed_when_idle_and_named() throws Exception {
        try (TestDatabase database = database()) {
            Listener listener = new Listener();
            try (Ledger ledger = open(database.dataSource(), listener)) {
                pay(ledger, "kept", KEPT);
                pay(ledger, "lost", LOST);
                forget(database, LOST);
                check(listener.await());
                goesOn(ledger);
            }
            clean(database.dataSource());
        }
    }

    @Test
    void another_nodes_history_in_the_place_of_ours_is_noticed() throws Exception {
        try (TestDatabase database = database()) {
            Listener listener = new Listener();
            try (Ledger ledger = open(database.dataSource(), listener)) {
                pay(ledger, "kept", KEPT);
                pay(ledger, "lost", LOST);
                try (Connection lock = database.connect();
                        Statement statement = lock.createStatement()) {
                    // The lost batches and those in their place become visible to the node at one moment.
                    lock.setAutoCommit(false);
                    forget(statement, LOST);
                    replace(statement, LOST + 2);
                    lock.commit();
                }
                LedgerObserver.Rewind rewound = listener.await();
                assertThat(texts(rewound.lost())).containsExactlyInAnyOrderElementsOf(names("lost", LOST));
                goesOn(ledger);
            }
            clean(database.dataSource());
        }
    }

    /** More than once: sealing of the lost history may or may not be under way. */
    @RepeatedTest(3)
    void a_restored_data_directory_is_noticed(@TempDir Path copies) throws Exception {
        try (PrivateServer server = TestDatabases.startPrivateServer()) {
            try (Connection owner = server.connect()) {
                Work.install(owner);
            }
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(server.jdbcUrl());
            source.setUser(server.user());
            source.setPassword(server.password());
            Listener listener = new Listener();
            try (Ledger ledger = open(source, listener)) {
                pay(ledger, "kept", KEPT);
                many(ledger, "old", 9_000);
                Path data = server.server().dataDirectory();
                server.stop();
                copy(data, copies.resolve("older"));
                server.startAgain();
                pay(ledger, "lost", LOST);
                many(ledger, "gone", 9_000);
                server.stop();
                delete(data);
                copy(copies.resolve("older"), data);
                server.startAgain();
                assertThat(source.getUrl()).startsWith(server.jdbcUrl());
                LedgerObserver.Rewind rewound = listener.await();
                // Keys of partitions that were sealed meanwhile are no longer in memory: these are the newest.
                // Keys of partitions that were sealed meanwhile are no longer in memory; these are the newest.
                assertThat(texts(rewound.lost())).contains("gone-8999").doesNotContain("kept-0", "old-0");
                goesOn(ledger);
                many(ledger, "new", 9_000);
            }
            clean(source);
        }
    }

    // ---- what is done

    private static TestDatabase database() throws SQLException {
        TestDatabase database = TestDatabases.create();
        try (Connection owner = database.connect()) {
            Work.install(owner);
        }
        return database;
    }

    private static Ledger open(DataSource source, Listener listener) {
        Ledger ledger = Ledger.open(Work.config(source).withObserver(listener));
        ledger.submit(new Command.DefineChart(Work.CHART, Terms.NONE)).join();
        return ledger;
    }

    private static Command payment(String key) {
        return new Work(key, Work.Type.PAY_WITH_ROW, 1, 1, 1, 0, 0).command(0);
    }

    /** One batch each. */
    private static void pay(Ledger ledger, String prefix, int count) {
        for (String key : names(prefix, count)) {
            assertThat(ledger.submit(payment(key)).join()).isInstanceOf(Outcome.Applied.class);
        }
    }

    private static void many(Ledger ledger, String prefix, int count) {
        List<Command> commands = new ArrayList<>();
        names(prefix, count).forEach(key -> commands.add(new Work(key, Work.Type.TOP_UP, 1, 1, 1, 0, 0).command(0)));
        for (int from = 0; from < count; from += 3_000) {
            assertThat(ledger.submitAll(
                                    commands.subList(from, from + 3_000),
                                    Lane.BULK,
                                    Atomicity.INDIVIDUAL,
                                    Duration.ofSeconds(60))
                            .join())
                    .hasOnlyElementsOfType(Outcome.Applied.class);
        }
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
    }

    private static List<String> texts(List<Key> keys) {
        return keys.stream().map(Key::text).toList();
    }

    private static void forget(TestDatabase database, int batches) throws SQLException {
        try (Connection superuser = database.connect();
                Statement statement = superuser.createStatement()) {
            superuser.setAutoCommit(false);
            forget(statement, batches);
            superuser.commit();
        }
    }

    private static void forget(Statement statement, int batches) throws SQLException {
        statement.execute("SET LOCAL session_replication_role = replica");
        statement.execute("LOCK TABLE ledger.chain");
        statement.execute("""
                WITH gone AS (
                    DELETE FROM ledger.batch WHERE number > (SELECT max(number) - %d FROM ledger.batch)
                    RETURNING first_seq)
                DELETE FROM ledger.log WHERE seq >= (SELECT min(first_seq) FROM gone)""".formatted(batches));
        statement.execute("DELETE FROM ledger.chain WHERE number > (SELECT max(number) FROM ledger.batch)");
        statement.execute("DELETE FROM crash.payment WHERE id NOT IN (SELECT seq FROM ledger.log)");
    }

    /** Batches that another node might have written: a status row each, which needs no balances. */
    private static void replace(Statement statement, int batches) throws SQLException {
        statement.execute("""
                INSERT INTO ledger.log (seq, debit, kind, leg, detail)
                SELECT (SELECT max(seq) FROM ledger.log) + i, 1, 18, 0, '{"status":"open"}'
                FROM generate_series(1, %d) i""".formatted(batches));
        statement.execute("""
                INSERT INTO ledger.batch (book, number, nonce, first_seq, last_seq, at)
                SELECT 3, b.number + i, 4711, b.last_seq + i, b.last_seq + i, b.at
                FROM (SELECT * FROM ledger.batch ORDER BY number DESC LIMIT 1) b, generate_series(1, %d) i
                """.formatted(batches));
    }

    // ---- what must hold

    private static void check(LedgerObserver.Rewind rewound) {
        assertThat(rewound.lastKnownBatch() - rewound.batchInDatabase()).isEqualTo(LOST);
        assertThat(texts(rewound.lost())).containsExactlyInAnyOrderElementsOf(names("lost", LOST));
    }

    /** Kept keys are known, lost ones are free, and new ones work. */
    private static void goesOn(Ledger ledger) {
        for (String key : names("kept", KEPT)) {
            assertThat(ledger.submit(payment(key)).join()).isInstanceOf(Outcome.Replayed.class);
        }
        pay(ledger, "lost", LOST);
        pay(ledger, "after", 3);
        assertThat(ledger.health().writable()).isTrue();
        assertThat(ledger.reader().trialBalance().isBalanced()).isTrue();
    }

    private static void clean(DataSource source) throws SQLException {
        DoctorReport report = new Doctor(source, FilterCheck.ofEngine()).examine(Work.BOOK);
        assertThat(report.failed()).as("%s", report.findings()).isEmpty();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
