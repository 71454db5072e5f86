package io.bursar.bench;

import io.bursar.engine.AccountKind;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Leg;
import io.bursar.engine.RiderStatement;
import io.bursar.engine.Riders;
import io.bursar.engine.Terms;
import io.bursar.money.Currency;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * The mix that every engine run uses: a random key on each command, 10 % of three legs, 10 % with riders on a business
 * row and an event, 5 % refused, 5 % holds. Seeded.
 */
final class Workload {
    static final int PAYMENT_ROWS = 100_000;

    static final List<RiderStatement> RIDERS = List.of(
            new RiderStatement(
                    "payment", """
                    UPDATE bench.payment p SET version = p.version + 1, state = r.state, ledger_id = r.ledger_id
                    FROM unnest(?, ?, ?, ?, ?) AS r (ordinal, id, version, state, ledger_id)
                    WHERE p.id = r.id AND p.version = r.version
                    RETURNING r.ordinal
                    """, List.of("int8", "int8", "text", "int8"), RiderStatement.Guard.CONDITIONAL),
            new RiderStatement("event", """
                    INSERT INTO bench.event (ledger_id, type, body)
                    SELECT r.ledger_id, r.type, r.body FROM unnest(?, ?, ?, ?) AS r (ordinal, ledger_id, type, body)
                    """, List.of("int8", "text", "text"), RiderStatement.Guard.UNCONDITIONAL));

    static final String TABLES = """
            CREATE SCHEMA bench;
            CREATE TABLE bench.payment (
                id int8 PRIMARY KEY, version int8 NOT NULL, state text NOT NULL, ledger_id int8) WITH (fillfactor = 70);
            CREATE TABLE bench.event (ledger_id int8 NOT NULL, type text NOT NULL, body text NOT NULL);
            INSERT INTO bench.payment SELECT i, 0, 'created', NULL FROM generate_series(0, 99999) i;
            """;

    static final Chart CHART = new Chart(List.of(
            Chart.Pattern.of("users/{user}/wallet", AccountKind.LIABILITY).withFloor(-1_000_000_000_000L),
            Chart.Pattern.of("users/{user}/empty", AccountKind.LIABILITY).withFloor(0),
            Chart.Pattern.of("gateway/receivable", AccountKind.ASSET)));

    private static final Currency INR = Currency.of("inr");

    private final SplittableRandom random;
    private final String[] paths;
    private final String hot;
    private final long[] versions = new long[PAYMENT_ROWS];
    private int nextPayment;
    private long transfers;

    /** @param hot whether one account is in every transfer */
    Workload(long seed, int accounts, boolean hot) {
        this.random = new SplittableRandom(seed);
        this.paths = new String[accounts];
        for (int i = 0; i < accounts; i++) {
            paths[i] = "users/" + (100_000 + i) + "/wallet";
        }
        this.hot = hot ? paths[0] : "";
    }

    long transfers() {
        return transfers;
    }

    List<Command> batch(int size) {
        List<Command> commands = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            commands.add(next());
        }
        return commands;
    }

    private Command next() {
        int kind = random.nextInt(100);
        Terms terms = Terms.keyed(Key.external(1, new UUID(random.nextLong(), random.nextLong()).toString()));
        if (kind < 5) {
            transfers++;
            return new Command.Transact(
                    List.of(new Leg("users/7/empty", paths[0], 5, INR, Leg.Extent.EXACT, null)), terms);
        }
        if (kind < 10) {
            transfers++;
            return new Command.Hold(List.of(leg()), null, terms);
        }
        if (kind < 20) {
            transfers += 3;
            return new Command.Transact(List.of(leg(), leg(), leg()), terms);
        }
        transfers++;
        return new Command.Transact(List.of(leg()), kind < 30 ? terms.withRiders(riders()) : terms);
    }

    private Riders riders() {
        int row = nextPayment++ % PAYMENT_ROWS;
        long version = versions[row]++;
        return new Riders(
                "payment " + row,
                version,
                List.of(
                        new Riders.Call("payment", List.of((long) row, version, "captured", new Riders.Evaluated.Id())),
                        new Riders.Call(
                                "event", List.of(new Riders.Evaluated.Id(), "payment.captured", "{\"amount\":100}"))));
    }

    private Leg leg() {
        int from = random.nextInt(paths.length);
        int to = random.nextInt(paths.length - 1);
        String debit = hot.isEmpty() ? paths[from] : hot;
        String credit = paths[to < from ? to : to + 1];
        if (credit.equals(debit)) {
            credit = paths[1];
        }
        return new Leg(debit, credit, 1 + random.nextInt(1_000), INR, Leg.Extent.EXACT, null);
    }

    /** One transfer into each account, so that all are open before anything is measured. */
    List<List<Command>> openings() {
        List<List<Command>> batches = new ArrayList<>();
        for (int start = 0; start < paths.length; start += 8_000) {
            List<Command> batch = new ArrayList<>();
            for (int i = start; i < Math.min(paths.length, start + 8_000); i++) {
                batch.add(new Command.Transact(
                        List.of(new Leg("gateway/receivable", paths[i], 1_000, INR, Leg.Extent.EXACT, null)),
                        Terms.NONE));
            }
            batches.add(batch);
        }
        return batches;
    }
}
