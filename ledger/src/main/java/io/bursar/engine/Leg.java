package io.bursar.engine;

import io.bursar.money.Currency;
import io.bursar.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * A transfer inside a command: an amount from one account (debited) to one account (credited).
 *
 * @param amount minor units, 1 to 10^15; for {@link Extent#UP_TO} the most that may be taken
 * @param rest where an up-to leg takes what {@code debit} could not give; null: the rest is not moved
 */
public record Leg(
        String debit,
        String credit,
        long amount,
        Currency currency,
        Extent extent,
        @Nullable String rest) {
    /** Largest amount of one leg, minor units. */
    public static final long AMOUNT_MAX = 1_000_000_000_000_000L;

    /** Whether the amount is exact or a maximum. */
    public enum Extent {
        EXACT,
        /** Takes what the debited account can give: its balance above the floor, less what is held. */
        UP_TO
    }

    public static Leg of(String debit, String credit, Money amount) {
        return new Leg(debit, credit, amount.minor(), amount.currency(), Extent.EXACT, null);
    }

    public static Leg of(String debit, String credit, long amount, String currency) {
        return new Leg(debit, credit, amount, Currency.of(currency), Extent.EXACT, null);
    }

    /** Takes at most this much from {@code debit}, and no more than it has available. */
    public static Leg upTo(String debit, String credit, Money most) {
        return new Leg(debit, credit, most.minor(), most.currency(), Extent.UP_TO, null);
    }

    /** The same up-to leg, the shortfall taken from another account. */
    public Leg restFrom(String account) {
        return new Leg(debit, credit, amount, currency, extent, account);
    }
}
