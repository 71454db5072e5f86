package io.bursar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.money.Invariant;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Business rows that commit with money, or not at all. */
class RidersTest {
    private static final List<RiderStatement> STATEMENTS = List.of(
            new RiderStatement(
                    "payment",
                    """
                    UPDATE payment p SET version = p.version + 1, note = r.note, ledger_id = r.ledger_id,
                        balance = r.balance, at = r.at
                    FROM unnest(?, ?, ?, ?, ?, ?, ?) AS r (ordinal, id, version, note, ledger_id, balance, at)
                    WHERE p.id = r.id AND p.version = r.version
                    RETURNING r.ordinal
                    """,
                    List.of("text", "int8", "text", "int8", "int8", "timestamptz"),
                    RiderStatement.Guard.CONDITIONAL),
            new RiderStatement("event", """
                    INSERT INTO event (ledger_id, body)
                    SELECT r.ledger_id, r.body FROM unnest(?, ?, ?) AS r (ordinal, ledger_id, body)
                    """, List.of("int8", "text"), RiderStatement.Guard.UNCONDITIONAL));

    private final AtomicBoolean insideTransaction = new AtomicBoolean();
    private TestDatabase database;
    private Ledger ledger;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabases.create();
        try (Connection owner = database.connect();
                Statement statement = owner.createStatement()) {
            LedgerSchema.install(owner);
            statement.execute("""
                    CREATE TABLE payment (id text PRIMARY KEY, version int8 NOT NULL, note text, ledger_id int8,
                        balance int8, at timestamptz);
                    CREATE TABLE event (ledger_id int8 NOT NULL, body text CHECK (body <> 'forbidden'));
                    INSERT INTO payment SELECT 'pi_' || i, 0 FROM generate_series(1, 2000) i;
                    """);
        }
        ledger = Ledger.open(LedgerConfig.of(database.dataSource(), 1)
                .withRiders(STATEMENTS)
                .withInsideTransaction(insideTransaction::get));
        ledger.submit(new Command.DefineChart(
                        new Chart(List.of(
                                Chart.Pattern.of("wallet/{user}", AccountKind.LIABILITY),
                                Chart.Pattern.of("cash", AccountKind.ASSET))),
                        Terms.NONE))
                .get();
    }

    @AfterEach
    void close() {
        assertThat(ledger.reader().trialBalance().isBalanced()).isTrue();
        ledger.close();
        database.close();
    }

    private static final AccountRef WALLET = AccountRef.of("wallet/1", "inr");

    private static Command pay(String payment, long version, String note, String event) {
        Riders riders = new Riders(
                "payment " + payment,
                version,
                List.of(
                        new Riders.Call(
                                "payment",
                                Arrays.asList(
                                        payment,
                                        version,
                                        note,
                                        new Riders.Evaluated.Id(),
                                        new Riders.Evaluated.BalanceAfter(WALLET),
                                        new Riders.Evaluated.RecordedAt())),
                        new Riders.Call("event", List.of(new Riders.Evaluated.Id(), event))));
        return new Command.Transact(
                List.of(Leg.of("cash", "wallet/1", 10, "inr")),
                Terms.keyed(Key.derived("capture/" + payment + "/" + version)).withRiders(riders));
    }

    private long query(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void a_rider_row_has_what_only_evaluation_knows() throws Exception {
        Outcome.Applied applied = (Outcome.Applied)
                ledger.submit(pay("pi_1", 0, "captured", "paid")).get();
        assertThat(query("SELECT ledger_id FROM payment WHERE id = 'pi_1' AND version = 1 AND note = 'captured'"))
                .isEqualTo(applied.id());
        assertThat(query("SELECT balance FROM payment WHERE id = 'pi_1'")).isEqualTo(10);
        assertThat(query("SELECT (extract(epoch FROM at) * 1000000)::int8 FROM payment WHERE id = 'pi_1'"))
                .isEqualTo(applied.recordedAt().getEpochSecond() * 1_000_000
                        + applied.recordedAt().getNano() / 1_000);
        assertThat(query("SELECT count(*) FROM event WHERE body = 'paid'")).isEqualTo(1);
        assertThat(ledger.reader().transaction(applied.id()).orElseThrow().subject())
                .isEqualTo("payment pi_1");
    }

    @Test
    void of_two_commands_on_one_row_in_one_batch_the_second_decides_again() throws Exception {
        List<Outcome> outcomes = ledger.submitAll(
                        List.of(pay("pi_1", 0, "a", "first"), pay("pi_1", 1, "b", "second")),
                        Lane.INTERACTIVE,
                        Ledger.Atomicity.INDIVIDUAL,
                        Duration.ofSeconds(10))
                .get();
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Applied.class);
        assertThat(outcomes.get(1)).isEqualTo(new Outcome.Conflict("payment pi_1"));
        assertThat(ledger.submit(pay("pi_1", 1, "b", "second")).get()).isInstanceOf(Outcome.Applied.class);
        assertThat(query("SELECT version FROM payment WHERE id = 'pi_1'")).isEqualTo(2);
        assertThat(query("SELECT count(*) FROM event")).isEqualTo(2);
        assertThat(ledger.reader().account(WALLET).orElseThrow().posted()).isEqualTo(20);
    }

    @Test
    void a_stale_version_is_a_conflict_that_leaves_no_money_and_takes_no_key() throws Exception {
        CompletableFuture<List<Outcome>> batch = ledger.submitAll(
                List.of(pay("pi_1", 0, "a", "x"), pay("pi_2", 7, "stale", "y"), pay("pi_3", 0, "c", "z")),
                Lane.INTERACTIVE,
                Ledger.Atomicity.INDIVIDUAL,
                Duration.ofSeconds(10));
        assertThat(batch.get().get(1)).isEqualTo(new Outcome.Conflict("payment pi_2"));
        assertThat(batch.get().get(0)).isInstanceOf(Outcome.Applied.class);
        assertThat(batch.get().get(2)).isInstanceOf(Outcome.Applied.class);
        assertThat(query("SELECT count(*) FROM event")).isEqualTo(2);
        assertThat(query("SELECT version FROM payment WHERE id = 'pi_2'")).isZero();
        assertThat(ledger.reader().account(WALLET).orElseThrow().posted()).isEqualTo(20);
        assertThat(ledger.submit(pay("pi_2", 0, "fresh", "y")).get()).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void poison_under_load_takes_out_its_own_command_only() throws Exception {
        List<CompletableFuture<Outcome>> good = new ArrayList<>();
        List<CompletableFuture<Outcome>> poison = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            good.add(ledger.submit(pay("pi_" + i, 0, "ok", "paid")));
            if (i == 300) {
                poison.add(ledger.submit(pay("pi_1001", 0, "has a \0 in it", "paid")));
            }
            if (i == 600) {
                poison.add(ledger.submit(pay("pi_1002", 0, "ok", "forbidden")));
            }
        }
        for (CompletableFuture<Outcome> outcome : good) {
            assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Applied.class);
        }
        for (CompletableFuture<Outcome> outcome : poison) {
            assertThatThrownBy(() -> outcome.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            LedgerException.class,
                            failed -> assertThat(failed.reason()).isEqualTo(LedgerException.Reason.RIDER_FAILED));
        }
        assertThat(query("SELECT count(*) FROM event")).isEqualTo(1_000);
        assertThat(query("SELECT count(*) FROM payment WHERE version = 1")).isEqualTo(1_000);
        assertThat(ledger.reader().account(WALLET).orElseThrow().posted()).isEqualTo(10_000);
    }

    @Test
    void a_row_that_another_transaction_holds_delays_only_its_own_command() throws Exception {
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE payment SET note = 'held' WHERE id = 'pi_1'");
            CompletableFuture<Outcome> stuck = ledger.submit(pay("pi_1", 0, "late", "late"));
            for (int i = 2; i <= 200; i++) {
                assertThat(ledger.submit(
                                        new Command.Transact(List.of(Leg.of("cash", "wallet/2", 1, "inr")), Terms.NONE))
                                .get(5, TimeUnit.SECONDS))
                        .isInstanceOf(Outcome.Applied.class);
            }
            assertThat(stuck).isNotDone();
            other.rollback();
            assertThat(stuck.get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Applied.class);
        }
        assertThat(query("SELECT count(*) FROM payment WHERE id = 'pi_1' AND note = 'late' AND version = 1"))
                .isEqualTo(1);
    }

    @Test
    void a_row_that_stays_held_ends_with_the_deadline() throws Exception {
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE payment SET note = 'held' WHERE id = 'pi_1'");
            List<Outcome> outcomes = ledger.submitAll(
                            List.of(pay("pi_1", 0, "late", "late")),
                            Lane.INTERACTIVE,
                            Ledger.Atomicity.INDIVIDUAL,
                            Duration.ofSeconds(2))
                    .get(10, TimeUnit.SECONDS);
            assertThat(outcomes).containsExactly(new Outcome.DeadlinePassed());
        }
        assertThat(query("SELECT count(*) FROM event")).isZero();
    }

    @Test
    void an_atomic_batch_falls_with_its_rider() throws Exception {
        List<Outcome> outcomes = ledger.submitAll(
                        List.of(pay("pi_1", 0, "a", "x"), pay("pi_2", 9, "stale", "y")),
                        Lane.INTERACTIVE,
                        Ledger.Atomicity.ALL_OR_NOTHING,
                        Duration.ofSeconds(10))
                .get();
        assertThat(outcomes).containsExactly(new Outcome.Aborted(1), new Outcome.Conflict("payment pi_2"));
        assertThat(query("SELECT count(*) FROM event")).isZero();
        assertThat(ledger.reader().account(WALLET)).isEmpty();
    }

    @Test
    void waiting_for_the_ledger_inside_a_transaction_fails_at_once_and_says_why() {
        insideTransaction.set(true);
        assertThatThrownBy(() -> ledger.submit(pay("pi_1", 0, "a", "x")))
                .isInstanceOf(Invariant.Violation.class)
                .hasMessageContaining("inside a database transaction")
                .hasMessageContaining("deadlock");
    }

    @Test
    void an_unregistered_statement_is_refused_before_it_is_queued() {
        Riders riders = new Riders("x", 0, List.of(new Riders.Call("unknown", List.of())));
        assertThatThrownBy(() -> ledger.submit(new Command.Transact(
                        List.of(Leg.of("cash", "wallet/1", 1, "inr")), Terms.NONE.withRiders(riders))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown");
    }
}
