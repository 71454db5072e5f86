package io.bursar.engine.times;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** A book whose rows take effect at all sorts of times, late, early, at midnight, many at one instant, and closes. */
final class TimesBook {
    static final int BOOK = 3;

    private static final int USERS = 12;
    private static final int PARTITION_BITS = 13;
    private static final Chart CHART = new Chart(List.of(
            Chart.Pattern.of("world", AccountKind.ASSET),
            Chart.Pattern.of("costs", AccountKind.EXPENSE),
            Chart.Pattern.of("users/{user}/wallet", AccountKind.LIABILITY),
            Chart.Pattern.of("users/{user}/points", AccountKind.LIABILITY),
            Chart.Pattern.of("fees", AccountKind.INCOME)));

    private final Random random;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final List<Long> booked = new ArrayList<>();
    private final List<Long> held = new ArrayList<>();

    TimesBook(Random random) {
        this.random = random;
    }

    static Ledger open(DataSource database) {
        return Ledger.open(LedgerConfig.of(database, BOOK)
                .withLimits(LedgerConfig.Limits.STANDARD.withPartitionBits(PARTITION_BITS)));
    }

    static void define(Ledger ledger) {
        ledger.submit(new Command.DefineChart(CHART, Terms.NONE)).join();
    }

    /** Some hundred commands in a few batches. */
    void write(Ledger ledger, int commands) {
        int left = commands;
        while (left > 0) {
            int size = Math.min(left, 1 + random.nextInt(300));
            List<Command> some = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                some.add(command());
            }
            note(
                    some,
                    ledger.submitAll(some, Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofMinutes(1))
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join());
            left -= size;
        }
    }

    private void note(List<Command> commands, List<Outcome> outcomes) {
        for (int i = 0; i < commands.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Applied(long id, Instant _)) {
                switch (commands.get(i)) {
                    case Command.Transact _ -> booked.add(id);
                    case Command.Hold _ -> held.add(id);
                    default -> {}
                }
            }
        }
    }

    private Command command() {
        int kind = random.nextInt(100);
        if (kind < 4 && !booked.isEmpty()) {
            return new Command.Reverse(booked.get(random.nextInt(booked.size())), new Command.Part.All(), Terms.NONE);
        }
        if (kind < 8) {
            return new Command.Hold(List.of(leg()), null, Terms.NONE);
        }
        if (kind < 12 && !held.isEmpty()) {
            return new Command.Capture(
                    held.get(random.nextInt(held.size())),
                    new Command.Part.Share(300_000),
                    Command.Completion.KEEP_REST,
                    terms());
        }
        if (kind == 12 && random.nextInt(10) == 0) {
            // What lies before is refused until the next one, which may open it again.
            Instant before = now.minus(random.nextInt(70), ChronoUnit.DAYS);
            return random.nextInt(3) == 0
                    ? new Command.ReopenPeriod(null, Terms.NONE)
                    : new Command.ClosePeriod(before, Terms.NONE);
        }
        List<Leg> legs = new ArrayList<>();
        int size = random.nextInt(5) == 0 ? 2 + random.nextInt(3) : 1;
        for (int i = 0; i < size; i++) {
            legs.add(leg());
        }
        return new Command.Transact(legs, terms());
    }

    private Leg leg() {
        long amount = 1L + random.nextInt(1_000);
        String currency = random.nextInt(6) == 0 ? "usd" : "inr";
        String user = "users/" + user() + (random.nextInt(4) == 0 ? "/points" : "/wallet");
        return switch (random.nextInt(4)) {
            case 0 -> Leg.of("world", user, amount, currency);
            case 1 -> Leg.of(user, "fees", amount, currency);
            case 2 -> Leg.of("costs", user, amount, currency);
            default -> Leg.of(user, "world", amount, currency);
        };
    }

    /** Low numbers often, high ones seldom. */
    private int user() {
        int user = random.nextInt(USERS);
        return random.nextInt(USERS) < user ? random.nextInt(3) : user;
    }

    private Terms terms() {
        Terms plain = Terms.NONE.withReference(random.nextInt(10) == 0 ? "ref " + random.nextInt(100) : null);
        return switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> plain;
            case 4 ->
                plain.withEffectiveAt(
                        now.minus(random.nextInt(60), ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS));
            case 5 -> plain.withEffectiveAt(now.plus(random.nextInt(20), ChronoUnit.HOURS));
            default -> plain.withEffectiveAt(now.minus(random.nextLong(60L * 86_400_000_000L), ChronoUnit.MICROS));
        };
    }

    static List<AccountRef> accounts() {
        List<AccountRef> refs = new ArrayList<>();
        for (String currency : List.of("inr", "usd")) {
            for (String path : List.of("world", "costs", "fees")) {
                refs.add(AccountRef.of(path, currency));
            }
            for (int user = 0; user < USERS; user++) {
                refs.add(AccountRef.of("users/" + user + "/wallet", currency));
                refs.add(AccountRef.of("users/" + user + "/points", currency));
            }
        }
        return refs;
    }

    static void awaitSealed(Ledger ledger) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (ledger.health().unsealedPartitions() > 0) {
            assertThat(System.nanoTime()).as("sealing takes too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
