package io.bursar.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Command.Completion;
import io.bursar.engine.Command.Part;
import io.bursar.engine.HoldView;
import io.bursar.engine.Key;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerSchema;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.money.Money;
import io.bursar.postgres.TestDatabase;
import io.bursar.postgres.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A book that the engine wrote, with rows of every kind, one partition sealed and a tail. */
public final class EngineBook {
    public static final int BOOK = 1;

    static final Chart CHART = new Chart(List.of(
            Chart.Pattern.of("world", AccountKind.ASSET),
            Chart.Pattern.of("users/{user}/wallet", AccountKind.LIABILITY).withFloor(0),
            Chart.Pattern.of("shops/{shop}", AccountKind.LIABILITY).withCeiling(1_000_000),
            Chart.Pattern.of("fees", AccountKind.INCOME)));

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Ledger ledger;

    private EngineBook(Ledger ledger) {
        this.ledger = ledger;
    }

    public static TestDatabase database() {
        return TestDatabases.create("engine book", database -> {
            try (Connection connection = database.connect()) {
                LedgerSchema.install(connection);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
            LedgerConfig config = LedgerConfig.of(database.dataSource(), BOOK)
                    .withLimits(LedgerConfig.Limits.STANDARD.withPartitionBits(13));
            try (Ledger ledger = Ledger.open(config)) {
                EngineBook book = new EngineBook(ledger);
                book.money();
                book.holds();
                book.reversals();
                book.directives();
                book.many();
            }
        });
    }

    private static Terms key(String text) {
        return Terms.keyed(Key.external(5, text));
    }

    private static Leg leg(String from, String to, long amount) {
        return Leg.of(from, to, amount, "inr");
    }

    private static Command pay(Terms terms, Leg... legs) {
        return new Command.Transact(List.of(legs), terms);
    }

    private long apply(Command command) {
        Outcome outcome = submit(command);
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
        return ((Outcome.Applied) outcome).id();
    }

    private Outcome submit(Command command) {
        return ledger.submit(command)
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private void money() {
        apply(new Command.DefineChart(CHART, key("chart")));
        Leg one = leg("world", "users/1/wallet", 100_000);
        apply(pay(key("top-up").withReference("first"), one, leg("world", "users/2/wallet", 70_000)));
        apply(pay(Terms.NONE, leg("world", "fees", 10), leg("world", "shops/9", 10)));
        apply(pay(Terms.NONE.asFact(), leg("users/4/wallet", "world", 900)));
        apply(pay(Terms.NONE.asFact().withMetadata(Map.of("case", "7")), leg("users/5/wallet", "world", 100)));
        apply(pay(Terms.NONE, leg("world", "users/5/wallet", 250)));
        assertThat(submit(pay(key("refused"), leg("typo", "users/1/wallet", 1))))
                .isInstanceOf(Outcome.AccountUnknown.class);
        Leg most = Leg.upTo("users/5/wallet", "shops/9", Money.of(1_000, "inr")).restFrom("users/1/wallet");
        apply(pay(Terms.NONE, most));
    }

    private void holds() {
        Instant later = Instant.now().plus(Duration.ofHours(1));
        Leg[] legs = {leg("users/1/wallet", "shops/9", 1_001), leg("users/2/wallet", "shops/9", 500)};
        long hold = apply(new Command.Hold(List.of(legs), later, key("hold-1")));
        apply(new Command.Capture(hold, new Part.Share(250_000), Completion.KEEP_REST, Terms.NONE));
        apply(new Command.Capture(hold, new Part.Share(250_000), Completion.KEEP_REST, Terms.NONE));
        apply(new Command.Capture(hold, new Part.Amounts(List.of(0L, 200L)), Completion.RELEASE_REST, Terms.NONE));
        List<Leg> small = List.of(leg("users/2/wallet", "shops/9", 77));
        Instant soon = Instant.now().plusMillis(300);
        long due = apply(new Command.Hold(small, soon, Terms.NONE));
        long released = apply(new Command.Hold(small, null, Terms.NONE));
        apply(new Command.Hold(small, null, Terms.NONE));
        apply(new Command.Hold(small, later, Terms.NONE));
        apply(new Command.Release(released, Terms.NONE));
        await(() -> ledger.reader().hold(due).orElseThrow().status() == HoldView.Status.EXPIRED);
    }

    private void reversals() {
        Instant before = Instant.now().minus(Duration.ofHours(30));
        Leg[] legs = {leg("users/1/wallet", "shops/9", 5_000), leg("users/2/wallet", "shops/9", 600)};
        long paid = apply(pay(key("pay").withEffectiveAt(before), legs));
        long undone = apply(new Command.Reverse(paid, new Part.Amounts(List.of(1_000L)), Terms.NONE));
        apply(new Command.Reverse(undone, new Part.All(), Terms.NONE));
        apply(new Command.Reverse(paid, new Part.All(), Terms.NONE));
    }

    private void directives() {
        AccountRef two = AccountRef.of("users/2/wallet", "inr");
        AccountRef shop = AccountRef.of("shops/9", "inr");
        apply(new Command.SetLimits(two, -50L, 500_000L, key("limits")));
        apply(new Command.SetMetadata(two, Map.of("tier", "gold \\ \"2\"", "born", "1999"), Terms.NONE));
        apply(new Command.SetStatus(shop, AccountStatus.FROZEN, Terms.NONE));
        apply(new Command.SetStatus(shop, AccountStatus.OPEN, Terms.NONE));
        apply(new Command.ClosePeriod(Instant.now().minus(Duration.ofDays(20)), Terms.NONE));
    }

    private void many() {
        Random random = new Random(7);
        for (int round = 0; round < 43; round++) {
            List<Command> commands = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String text = random.nextBoolean()
                        ? new UUID(random.nextLong(), random.nextLong()).toString()
                        : round + " / " + i;
                String from = "users/" + (1 + random.nextInt(2)) + "/wallet";
                commands.add(pay(key(text), leg(from, "shops/9", 1 + random.nextInt(9))));
            }
            ledger.submitAll(commands, Lane.BULK, Ledger.Atomicity.INDIVIDUAL, LIMIT)
                    .join();
        }
        await(() -> ledger.health().unsealedPartitions() == 0);
        for (int i = 0; i < 5; i++) {
            apply(pay(key("tail " + i), leg("users/1/wallet", "shops/9", 5), leg("users/2/wallet", "shops/9", 6)));
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not happen within " + LIMIT);
            }
            Thread.onSpinWait();
        }
    }
}
