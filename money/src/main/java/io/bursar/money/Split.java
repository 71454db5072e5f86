package io.bursar.money;

import java.math.BigInteger;
import java.util.stream.IntStream;

/** Dividing whole units without making or losing one. */
public final class Split {
    private Split() {}

    /**
     * Hamilton's method of largest remainders on integers.
     *
     * @param total any sign
     * @param weights each ≥ 0, at least one > 0
     * @return parts that sum to total, each within one unit of its exact share
     */
    public static long[] largestRemainder(long total, long... weights) {
        BigInteger sum = BigInteger.ZERO;
        for (long weight : weights) {
            if (weight < 0) {
                throw new IllegalArgumentException("weights must not be negative, got " + weight);
            }
            sum = sum.add(BigInteger.valueOf(weight));
        }
        if (sum.signum() == 0) {
            throw new IllegalArgumentException("at least one weight must be above zero");
        }
        long sign = total < 0 ? -1 : 1;
        BigInteger whole = BigInteger.valueOf(total).abs();
        long[] parts = new long[weights.length];
        BigInteger[] remainders = new BigInteger[weights.length];
        BigInteger given = BigInteger.ZERO;
        for (int i = 0; i < weights.length; i++) {
            BigInteger[] share = whole.multiply(BigInteger.valueOf(weights[i])).divideAndRemainder(sum);
            parts[i] = share[0].longValueExact() * sign;
            remainders[i] = share[1];
            given = given.add(share[0]);
        }
        int leftOver = whole.subtract(given).intValueExact();
        IntStream.range(0, weights.length)
                .boxed()
                .sorted((a, b) -> remainders[b].compareTo(remainders[a]))
                .limit(leftOver)
                .forEach(i -> parts[i] += sign);
        return parts;
    }

    /**
     * The part of {@code total} that belongs to the first {@code taken} of {@code whole} shares, rounded down. Taking
     * differences of it as {@code taken} grows gives parts that never drift: the last one is exact (cumulative
     * rounding).
     */
    public static long cumulativeShare(long total, long taken, long whole) {
        Invariant.check(whole > 0 && taken >= 0 && taken <= whole, "share %d of %d", taken, whole);
        return BigInteger.valueOf(total)
                .multiply(BigInteger.valueOf(taken))
                .divide(BigInteger.valueOf(whole))
                .longValueExact();
    }
}
