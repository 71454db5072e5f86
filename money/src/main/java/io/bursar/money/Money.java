package io.bursar.money;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * An amount in minor units of a currency; may be negative or zero.
 *
 * @param minor minor units (paise, cents, coins), within ±{@link #MINOR_MAX}
 */
public record Money(long minor, Currency currency) {
    /** 2^53 − 1: what every JSON client can hold without loss. */
    public static final long MINOR_MAX = (1L << 53) - 1;

    private static final Pattern MAJOR = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,6})?");

    /** @throws IllegalArgumentException when minor is outside ±(2^53 − 1) */
    public Money {
        if (minor > MINOR_MAX || minor < -MINOR_MAX) {
            throw new IllegalArgumentException("minor must be within ±(2^53−1), got " + minor);
        }
    }

    public static Money of(long minor, String currency) {
        return new Money(minor, Currency.of(currency));
    }

    /**
     * Reads a decimal amount in major units exactly: {@code "57.16"} in a currency of two digits is 5716.
     *
     * @throws IllegalArgumentException on an exponent, more digits than the currency has, or anything but digits, one
     *     leading minus and one point
     */
    public static Money parseMajor(String major, Currency currency) {
        if (!MAJOR.matcher(major).matches()) {
            throw new IllegalArgumentException("amount must be plain decimal digits, got: " + major);
        }
        BigDecimal shifted = new BigDecimal(major).movePointRight(currency.exponent());
        try {
            return new Money(shifted.longValueExact(), currency);
        } catch (ArithmeticException tooManyDigits) {
            throw new IllegalArgumentException(
                    "amount %s has more than the %d decimal digits of %s"
                            .formatted(major, currency.exponent(), currency),
                    tooManyDigits);
        }
    }

    /** @throws IllegalArgumentException when currencies differ or the sum leaves the range */
    public Money plus(Money other) {
        requireSame(other);
        return new Money(Math.addExact(minor, other.minor), currency);
    }

    /** @throws IllegalArgumentException when currencies differ or the difference leaves the range */
    public Money minus(Money other) {
        requireSame(other);
        return new Money(Math.subtractExact(minor, other.minor), currency);
    }

    /**
     * Splits into parts in proportion to weights; the parts sum to the whole. Each part is the exact share rounded
     * towards zero, and the units left over go one each to the largest remainders, earlier parts first among equals
     * (Hamilton's method).
     *
     * @param weights each ≥ 0, at least one > 0
     */
    public Money[] splitLargestRemainder(long... weights) {
        long[] parts = Split.largestRemainder(minor, weights);
        Money[] result = new Money[parts.length];
        for (int i = 0; i < parts.length; i++) {
            result[i] = new Money(parts[i], currency);
        }
        return result;
    }

    /** Plain decimal in major units, for people: {@code 57.16}. */
    public String toMajor() {
        return BigDecimal.valueOf(minor, currency.exponent()).toPlainString();
    }

    private void requireSame(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("cannot combine " + currency + " with " + other.currency);
        }
    }

    @Override
    public String toString() {
        return toMajor() + " " + currency;
    }
}
