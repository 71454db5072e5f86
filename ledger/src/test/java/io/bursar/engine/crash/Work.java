package io.bursar.engine.crash;

import io.bursar.engine.AccountKind;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerSchema;
import io.bursar.engine.Leg;
import io.bursar.engine.RiderStatement;
import io.bursar.engine.Riders;
import io.bursar.engine.Terms;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/**
 * One command of the load, written down before it is submitted so that it can be made again from its line.
 *
 * @param a a number from which the command takes its accounts
 * @param b another one
 * @param target id of a hold or transaction; 0 for none
 * @param expiresAt of a hold, epoch seconds; 0: never
 */
record Work(String key, Type type, int a, int b, long amount, long target, long expiresAt) {
    static final int BOOK = 3;
    static final int COUNTERS = 16;
    private static final int USERS = 300;
    private static final int SHOPS = 20;

    enum Type {
        TOP_UP,
        PAY,
        SPLIT,
        /** With a row in {@code crash.payment}. */
        PAY_WITH_ROW,
        /** With a row that only one version may change. */
        COUNT,
        HOLD,
        CAPTURE,
        RELEASE,
        REVERSE,
        /** From an account that has nothing. */
        TOO_MUCH
    }

    static final Chart CHART = new Chart(List.of(
            Chart.Pattern.of("world", AccountKind.ASSET),
            Chart.Pattern.of("users/{user}/wallet", AccountKind.LIABILITY).withFloor(0),
            Chart.Pattern.of("shops/{shop}", AccountKind.LIABILITY),
            Chart.Pattern.of("poor/{user}", AccountKind.LIABILITY).withFloor(0)));

    private static final RiderStatement PAYMENT =
            new RiderStatement("payment", """
            INSERT INTO crash.payment (key, id, amount)
            SELECT r.key, r.id, r.amount
            FROM unnest(?, ?, ?, ?) AS r (ordinal, key, id, amount)
            """, List.of("text", "int8", "int8"), RiderStatement.Guard.UNCONDITIONAL);

    private static final RiderStatement COUNTER =
            new RiderStatement("counter", """
            UPDATE crash.counter c SET version = c.version + 1, paid = c.paid + r.amount
            FROM unnest(?, ?, ?, ?) AS r (ordinal, id, version, amount)
            WHERE c.id = r.id AND c.version = r.version
            RETURNING r.ordinal""", List.of("int4", "int8", "int8"), RiderStatement.Guard.CONDITIONAL);

    /** Creates the ledger and the business tables. */
    static void install(Connection owner) throws SQLException {
        LedgerSchema.install(owner);
        try (Statement statement = owner.createStatement()) {
            statement.execute("CREATE SCHEMA crash");
            statement.execute("CREATE TABLE crash.payment (key text NOT NULL, id int8 NOT NULL, amount int8 NOT NULL)");
            statement.execute(
                    "CREATE TABLE crash.counter (id int4 PRIMARY KEY, version int8 NOT NULL, paid int8 NOT NULL)");
            statement.execute(
                    "INSERT INTO crash.counter SELECT i, 0, 0 FROM generate_series(0, " + (COUNTERS - 1) + ") i");
        }
    }

    static LedgerConfig config(DataSource database) {
        return LedgerConfig.of(database, BOOK)
                .withRiders(List.of(PAYMENT, COUNTER))
                .withLimits(LedgerConfig.Limits.STANDARD.withPartitionBits(13).withDeadline(Duration.ofSeconds(60)));
    }

    /** A random piece of work. @param targets ids of holds (even places) and transactions (odd ones) known so far */
    static Work random(RandomGenerator random, String key, List<Long> holds, List<Long> transactions) {
        int dice = random.nextInt(100);
        Type type = dice < 6
                ? Type.TOP_UP
                : dice < 40
                        ? Type.PAY
                        : dice < 50
                                ? Type.SPLIT
                                : dice < 72
                                        ? Type.PAY_WITH_ROW
                                        : dice < 82
                                                ? Type.HOLD
                                                : dice < 88
                                                        ? Type.CAPTURE
                                                        : dice < 91
                                                                ? Type.RELEASE
                                                                : dice < 95 ? Type.REVERSE : Type.TOO_MUCH;
        List<Long> targets = type == Type.REVERSE ? transactions : holds;
        boolean needsTarget = type == Type.CAPTURE || type == Type.RELEASE || type == Type.REVERSE;
        if (needsTarget && targets.isEmpty()) {
            type = Type.PAY;
        }
        long target = needsTarget && !targets.isEmpty() ? targets.get(random.nextInt(targets.size())) : 0;
        long expires = type == Type.HOLD && random.nextInt(3) == 0
                ? Instant.now().getEpochSecond() + 1 + random.nextInt(4)
                : 0;
        return new Work(
                key, type, random.nextInt(USERS), random.nextInt(SHOPS), 1 + random.nextInt(50), target, expires);
    }

    String line() {
        return key + "," + type + "," + a + "," + b + "," + amount + "," + target + "," + expiresAt;
    }

    static Work parse(String line) {
        String[] parts = line.split(",");
        return new Work(
                parts[0],
                Type.valueOf(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Long.parseLong(parts[4]),
                Long.parseLong(parts[5]),
                Long.parseLong(parts[6]));
    }

    /** @param version of the counter, where the work has one */
    Command command(long version) {
        Terms terms = Terms.keyed(Key.external(1, key)).withReference(type == Type.SPLIT ? "split " + a : null);
        String user = "users/" + a + "/wallet";
        String shop = "shops/" + b;
        return switch (type) {
            case TOP_UP -> new Command.Transact(List.of(Leg.of("world", user, amount * 1_000, "inr")), terms);
            case PAY -> new Command.Transact(List.of(Leg.of(user, shop, amount, "inr")), terms);
            case SPLIT ->
                new Command.Transact(
                        List.of(
                                Leg.of(user, shop, amount, "inr"),
                                Leg.of(user, "users/" + (a + 1) % USERS + "/wallet", 1, "inr"),
                                Leg.of("world", "shops/0", amount, "inr")),
                        terms);
            case PAY_WITH_ROW ->
                new Command.Transact(
                        List.of(Leg.of("world", shop, amount, "inr")),
                        terms.withRiders(new Riders(
                                "payment " + key,
                                0,
                                List.of(new Riders.Call("payment", List.of(key, new Riders.Evaluated.Id(), amount))))));
            case COUNT ->
                new Command.Transact(
                        List.of(Leg.of("world", shop, amount, "inr")),
                        terms.withRiders(new Riders(
                                "counter " + a,
                                version,
                                List.of(new Riders.Call("counter", List.of(a, version, amount))))));
            case HOLD ->
                new Command.Hold(
                        List.of(Leg.of("world", shop, amount * 10, "inr")),
                        expiresAt == 0 ? null : Instant.ofEpochSecond(expiresAt),
                        terms);
            case CAPTURE ->
                new Command.Capture(
                        target, new Command.Part.Amounts(List.of(amount)), Command.Completion.KEEP_REST, terms);
            case RELEASE -> new Command.Release(target, terms);
            case REVERSE -> new Command.Reverse(target, new Command.Part.All(), terms);
            case TOO_MUCH -> new Command.Transact(List.of(Leg.of("poor/" + a, shop, amount, "inr")), terms);
        };
    }
}
