package io.bursar.engine.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.engine.Command;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.engine.doctor.Doctor;
import io.bursar.engine.doctor.DoctorReport;
import io.bursar.engine.doctor.EngineBook;
import io.bursar.engine.doctor.FilterCheck;
import io.bursar.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The engine chains what it commits, and goes on where a chain ends. The doctor, who knows none of it, agrees. */
class ChainWriterTest {
    private static final String HASHES =
            "SELECT string_agg(encode(hash, 'hex'), ' ' ORDER BY number) FROM ledger.chain";

    @Test
    void every_batch_is_chained_when_the_engine_is_closed() throws SQLException {
        try (TestDatabase database = EngineBook.database()) {
            assertThat(query(database, "SELECT count(*) FROM ledger.chain"))
                    .isEqualTo(query(database, "SELECT count(*) FROM ledger.batch"));
            assertIsWhole(database);
        }
    }

    @Test
    void batches_are_chained_while_the_engine_runs() throws Exception {
        try (TestDatabase database = EngineBook.database();
                Ledger ledger = Ledger.open(LedgerConfig.of(database.dataSource(), EngineBook.BOOK))) {
            pay(ledger);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            String missing = "SELECT (SELECT max(number) FROM ledger.batch) - (SELECT max(number) FROM ledger.chain)";
            while (!query(database, missing).equals("0")) {
                assertThat(System.nanoTime())
                        .as("the newest batch is not chained")
                        .isLessThan(end);
                Thread.onSpinWait();
            }
            assertIsWhole(database);
        }
    }

    /** As after kill -9, and as in a book that is older than the chain: rows in sealed partitions and after them. */
    @Test
    void a_chain_that_was_cut_off_or_never_begun_becomes_the_same_again() throws SQLException {
        try (TestDatabase database = EngineBook.database()) {
            String whole = query(database, HASHES);
            for (String gone : List.of("number > (SELECT max(number) - 3 FROM ledger.batch)", "number > 9", "true")) {
                superuser(database, "DELETE FROM ledger.chain WHERE " + gone);
                try (Ledger ledger = Ledger.open(LedgerConfig.of(database.dataSource(), EngineBook.BOOK))) {
                    assertThat(ledger.health().writable()).isTrue();
                }
                assertThat(query(database, HASHES)).as("without %s", gone).isEqualTo(whole);
            }
        }
    }

    @Test
    void several_nodes_write_one_chain() throws SQLException {
        try (TestDatabase database = EngineBook.database()) {
            LedgerConfig config = LedgerConfig.of(database.dataSource(), EngineBook.BOOK);
            List<Long> broken = new ArrayList<>();
            LedgerObserver observer = new LedgerObserver() {
                @Override
                public void chainBroken(long batch) {
                    broken.add(batch);
                }
            };
            try (Ledger one = Ledger.open(config.withObserver(observer));
                    Ledger two = Ledger.open(config.withObserver(observer))) {
                for (int i = 0; i < 40; i++) {
                    pay(i % 2 == 0 ? one : two);
                }
            }
            assertThat(broken).isEmpty();
            assertThat(query(database, "SELECT count(*) FROM ledger.chain"))
                    .isEqualTo(query(database, "SELECT count(*) FROM ledger.batch"));
            assertIsWhole(database);
        }
    }

    @Test
    void a_node_that_meets_another_hash_says_so() throws Exception {
        try (TestDatabase database = EngineBook.database();
                Connection connection = database.connect()) {
            Links links = new Links(EngineBook.BOOK);
            Links.Link last = links.last(connection);
            Batch batch = links.batch(connection, last.number());
            assertThat(links.add(connection, List.of(batch), List.of(last.hash())))
                    .isZero();
            assertThat(links.add(connection, List.of(batch), List.of(LinkHash.beginning())))
                    .isEqualTo(last.number());
        }
    }

    @Test
    void a_batch_that_is_there_no_more_is_not_chained() throws Exception {
        try (TestDatabase database = EngineBook.database();
                Connection connection = database.connect()) {
            Links links = new Links(EngineBook.BOOK);
            Batch batch = links.batch(connection, links.last(connection).number());
            superuser(database, "DELETE FROM ledger.chain WHERE number = " + batch.number());
            Batch lost = new Batch(
                    batch.book(),
                    batch.number(),
                    batch.nonce() + 1,
                    batch.firstSeq(),
                    batch.lastSeq(),
                    batch.atMicros());
            assertThat(links.add(connection, List.of(lost), List.of(LinkHash.beginning())))
                    .isZero();
            assertThat(links.last(connection).number()).isEqualTo(batch.number() - 1);
        }
    }

    /** A failure is told, and tried again until it works. */
    @Test
    void a_chain_that_cannot_be_written_is_told_and_goes_on_later() throws Exception {
        try (TestDatabase database = EngineBook.database()) {
            BlockingQueue<Exception> told = new LinkedBlockingQueue<>();
            LedgerObserver observer = new LedgerObserver() {
                @Override
                public void chainingFailed(Exception cause) {
                    told.add(cause);
                }
            };
            superuser(database, "ALTER TABLE ledger.chain RENAME TO hidden");
            LedgerConfig config = LedgerConfig.of(database.dataSource(), EngineBook.BOOK);
            try (Ledger ledger = Ledger.open(config.withObserver(observer))) {
                pay(ledger);
                assertThat(told.poll(30, TimeUnit.SECONDS)).isNotNull();
                superuser(database, "ALTER TABLE ledger.hidden RENAME TO chain");
            }
            assertIsWhole(database);
        }
    }

    @Test
    void nobody_changes_or_removes_a_link() throws SQLException {
        try (TestDatabase database = EngineBook.database();
                Connection owner = database.connect();
                Statement statement = owner.createStatement()) {
            for (String change : List.of(
                    "UPDATE ledger.chain SET number = 0", "DELETE FROM ledger.chain", "TRUNCATE ledger.chain")) {
                assertThatThrownBy(() -> statement.execute(change)).hasMessageContaining("append-only");
            }
        }
    }

    private static void pay(Ledger ledger) {
        Leg leg = Leg.of("world", "users/1/wallet", 1, "inr");
        Command command = new Command.Transact(List.of(leg), Terms.NONE);
        assertThat(ledger.submit(command).join()).isInstanceOf(Outcome.Applied.class);
    }

    private static void assertIsWhole(TestDatabase database) throws SQLException {
        DoctorReport report = new Doctor(database.dataSource(), FilterCheck.ofEngine()).examine(EngineBook.BOOK);
        assertThat(report.isClean()).as("%s", report.findings()).isTrue();
        assertThat(report.chained().upTo()).isEqualTo(report.chained().batches());
    }

    private static void superuser(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            statement.execute(sql);
        }
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
