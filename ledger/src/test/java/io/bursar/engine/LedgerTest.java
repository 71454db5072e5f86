package io.bursar.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private TestDatabase database;
    private Ledger ledger;

    private static final Chart CHART = new Chart(List.of(
            Chart.Pattern.of("users/{user}/wallet", AccountKind.LIABILITY).withFloor(0),
            Chart.Pattern.of("bank/{bank}", AccountKind.ASSET)));

    @BeforeEach
    void open() throws SQLException {
        database = TestDatabases.create();
        try (Connection owner = database.connect()) {
            LedgerSchema.install(owner);
        }
        ledger = Ledger.open(config());
        assertThat(submit(new Command.DefineChart(CHART, Terms.NONE))).isInstanceOf(Outcome.Applied.class);
    }

    private LedgerConfig config() {
        return LedgerConfig.of(database.dataSource(), 1).withLimits(LedgerConfig.Limits.STANDARD.withPartitionBits(13));
    }

    @AfterEach
    void close() {
        ledger.close();
        database.close();
    }

    private Outcome submit(Command command) {
        try {
            return ledger.submit(command).get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Command pay(String from, String to, long amount) {
        return new Command.Transact(
                List.of(Leg.of(from, to, amount, "inr")),
                Terms.keyed(Key.external(1, UUID.randomUUID().toString())));
    }

    private AccountView account(String path) {
        return ledger.reader().account(AccountRef.of(path, "inr")).orElseThrow();
    }

    @Test
    void money_moves_and_is_still_there_after_a_restart() {
        Command topUp = pay("bank/main", "users/1/wallet", 500);
        Outcome first = submit(topUp);
        assertThat(first).isInstanceOf(Outcome.Applied.class);
        assertThat(submit(topUp)).isEqualTo(new Outcome.Replayed((Outcome.Definite) first));
        assertThat(submit(pay("users/1/wallet", "users/2/wallet", 501)))
                .isEqualTo(new Outcome.InsufficientFunds(AccountRef.of("users/1/wallet", "inr"), 500, 501));
        assertThat(submit(pay("users/1/wallet", "users/2/wallet", 200))).isInstanceOf(Outcome.Applied.class);
        assertThat(submit(pay("users/1/walet", "users/2/wallet", 200)))
                .isEqualTo(new Outcome.AccountUnknown("users/1/walet"));

        ledger.close();
        ledger = Ledger.open(config());

        assertThat(account("users/1/wallet").posted()).isEqualTo(300);
        assertThat(account("users/2/wallet").posted()).isEqualTo(200);
        assertThat(submit(topUp)).isEqualTo(new Outcome.Replayed((Outcome.Definite) first));
        assertThat(ledger.reader().trialBalance().isBalanced()).isTrue();
        assertThat(ledger.reader().history(AccountRef.of("users/1/wallet", "inr"), 0, 10))
                .extracting(HistoryEntry::balance)
                .containsExactly(300L, 500L);
    }

    @Test
    void sealed_partitions_answer_keys_history_and_holds() throws Exception {
        Outcome.Applied early = (Outcome.Applied) submit(pay("bank/main", "users/1/wallet", 1_000_000));
        Command.Hold held = new Command.Hold(
                List.of(Leg.of("users/1/wallet", "users/9/wallet", 1_000, "inr")),
                null,
                Terms.keyed(Key.external(1, "hold-1")));
        Outcome.Applied hold = (Outcome.Applied) submit(held);
        Command old = pay("users/1/wallet", "users/2/wallet", 5);
        Outcome oldOutcome = submit(old);
        for (int round = 0; round < 10; round++) {
            List<Command> many = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                many.add(pay("bank/main", "users/" + (i % 50) + "/wallet", 1 + i));
            }
            assertThat(ledger.submitAll(many, Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofSeconds(10))
                            .get())
                    .allMatch(outcome -> outcome instanceof Outcome.Applied);
        }
        await(() -> ledger.health().unsealedPartitions() == 0);
        assertThat(submit(old)).isEqualTo(new Outcome.Replayed((Outcome.Definite) oldOutcome));
        assertThat(submit(new Command.Hold(held.legs(), null, held.terms().withReference("other"))))
                .isEqualTo(new Outcome.KeyReused(List.of("reference")));
        Outcome capture = submit(new Command.Capture(
                hold.id(), new Command.Part.Amounts(List.of(400L)), Command.Completion.KEEP_REST, Terms.NONE));
        assertThat(capture).isInstanceOf(Outcome.Applied.class);
        assertThat(ledger.reader()
                        .hold(hold.id())
                        .orElseThrow()
                        .legs()
                        .getFirst()
                        .remaining())
                .isEqualTo(600);
        assertThat(submit(new Command.Reverse(early.id(), new Command.Part.Amounts(List.of(7L)), Terms.NONE)))
                .isInstanceOf(Outcome.Applied.class);
        assertThat(ledger.reader()
                        .transaction(early.id())
                        .orElseThrow()
                        .legs()
                        .getFirst()
                        .amount())
                .isEqualTo(1_000_000);
        List<HistoryEntry> all = ledger.reader().history(AccountRef.of("users/1/wallet", "inr"), 0, 1_000);
        assertThat(all.getLast().transaction()).isEqualTo(early.id());
        assertThat(account("users/1/wallet").heldOut()).isEqualTo(600);

        ledger.close();
        ledger = Ledger.open(config());
        assertThat(account("users/1/wallet").heldOut()).isEqualTo(600);
        assertThat(ledger.reader().trialBalance().isBalanced()).isTrue();
        assertThat(submit(new Command.Release(hold.id(), Terms.NONE))).isInstanceOf(Outcome.Applied.class);
        assertThat(account("users/1/wallet").heldOut()).isZero();
    }

    /** What a migration empties, or a careless hand damages, is made from the partition's keys. */
    @Test
    void keys_of_partitions_without_a_filter_are_still_known() throws Exception {
        Command old = pay("bank/main", "users/1/wallet", 5);
        Outcome first = submit(old);
        for (int round = 0; round < 5; round++) {
            List<Command> many = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                many.add(pay("bank/main", "users/" + (i % 50) + "/wallet", 1 + i));
            }
            ledger.submitAll(many, Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofSeconds(10))
                    .get();
        }
        await(() -> ledger.health().unsealedPartitions() == 0);
        for (String damage : List.of("''", "substring(key_filter FOR 512)", "key_filter || key_filter")) {
            ledger.close();
            try (var owner = database.connect();
                    var statement = owner.createStatement()) {
                assertThat(statement.executeUpdate("UPDATE ledger.seal SET key_filter = " + damage))
                        .isPositive();
            }
            ledger = Ledger.open(config());
            assertThat(submit(old)).as(damage).isEqualTo(new Outcome.Replayed((Outcome.Definite) first));
            assertThat(submit(pay("bank/main", "users/1/wallet", 5))).isInstanceOf(Outcome.Applied.class);
        }
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen within 30 s");
            }
            Thread.onSpinWait();
        }
    }
}
