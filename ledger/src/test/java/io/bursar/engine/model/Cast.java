package io.bursar.engine.model;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountRef;
import io.bursar.engine.Chart;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The accounts that the generators play with: about 200, and ever new ones. */
final class Cast {
    /** Wallets whose status changes all the time; the others stay open. */
    static final int VICTIMS = 10;

    private static final int USERS = 60;

    private Cast() {}

    /** @param withLate whether accounts under {@code late} may be opened */
    static Chart chart(boolean withLate) {
        List<Chart.Pattern> patterns = new ArrayList<>(List.of(
                Chart.Pattern.of("bank/{b}", AccountKind.ASSET),
                Chart.Pattern.of("users/{u}/wallet", AccountKind.LIABILITY).withFloor(0),
                Chart.Pattern.of("users/{u}/cap", AccountKind.LIABILITY)
                        .withFloor(0)
                        .withCeiling(3_000),
                Chart.Pattern.of("shops/{s}", AccountKind.LIABILITY).withCurrencies("inr"),
                Chart.Pattern.of("cash/{c}", AccountKind.ASSET).withFloor(0).withCeiling(20_000),
                Chart.Pattern.of("fees", AccountKind.INCOME),
                Chart.Pattern.of("costs/{c}", AccountKind.EXPENSE).withCeiling(50_000),
                Chart.Pattern.of("capital", AccountKind.EQUITY),
                Chart.Pattern.of("coins/{u}", AccountKind.LIABILITY)
                        .withCurrencies("coin")
                        .withFloor(-500),
                Chart.Pattern.of("mint", AccountKind.EQUITY).withCurrencies("coin"),
                Chart.Pattern.of("limits/{l}", AccountKind.LIABILITY).withFloor(0),
                Chart.Pattern.of("big/{b}", AccountKind.LIABILITY),
                Chart.Pattern.of("gold/{g}", AccountKind.ASSET)));
        if (withLate) {
            patterns.add(Chart.Pattern.of("late/{n}", AccountKind.LIABILITY).withCeiling(10_000));
        }
        return new Chart(patterns);
    }

    static AccountRef bank(SplittableRandom random) {
        return inr("bank/" + random.nextInt(3));
    }

    static AccountRef wallet(SplittableRandom random) {
        int user = random.nextInt(100) < 4 ? random.nextInt(VICTIMS) : VICTIMS + random.nextInt(USERS - VICTIMS);
        return inr("users/" + user + "/wallet");
    }

    static AccountRef victim(SplittableRandom random) {
        return inr("users/" + random.nextInt(VICTIMS) + "/wallet");
    }

    static AccountRef cap(SplittableRandom random) {
        return inr("users/" + random.nextInt(20) + "/cap");
    }

    static AccountRef limited(SplittableRandom random) {
        return inr("limits/" + random.nextInt(12));
    }

    static AccountRef shop(SplittableRandom random) {
        return inr("shops/" + random.nextInt(30));
    }

    /** Somewhere that takes and gives without limits, or nearly so. */
    static AccountRef elsewhere(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> inr("fees");
            case 1 -> inr("capital");
            case 2 -> inr("costs/" + random.nextInt(5));
            case 3 -> inr("cash/" + random.nextInt(6));
            default -> shop(random);
        };
    }

    static AccountRef big(SplittableRandom random) {
        return inr((random.nextBoolean() ? "big/" : "gold/") + random.nextInt(4));
    }

    static AccountRef inr(String path) {
        return AccountRef.of(path, "inr");
    }
}
