package io.bursar.engine;

import io.bursar.money.Currency;
import java.util.regex.Pattern;

/**
 * Names an account: a path in one currency, such as {@code users/42/wallet} in inr.
 *
 * @param path segments of {@code A-Za-z0-9_.:@-} joined by {@code /}, 1 to 200 characters in all
 */
public record AccountRef(String path, Currency currency) {
    /** Longest path, in characters. */
    public static final int PATH_LENGTH_MAX = 200;

    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_.:@-]+(/[A-Za-z0-9_.:@-]+)*");

    public static AccountRef of(String path, String currency) {
        return new AccountRef(path, Currency.of(currency));
    }

    public static boolean isWellFormed(String path) {
        return path.length() <= PATH_LENGTH_MAX && PATH.matcher(path).matches();
    }

    @Override
    public String toString() {
        return path + " in " + currency;
    }
}
