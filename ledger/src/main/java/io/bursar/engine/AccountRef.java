package io.bursar.engine;

import io.bursar.money.Currency;

/**
 * Names an account: a path in one currency, such as {@code users/42/wallet} in inr.
 *
 * @param path segments of {@code A-Za-z0-9_.:@-} joined by {@code /}, 1 to 200 characters in all
 */
public record AccountRef(String path, Currency currency) {
    /** Longest path, in characters. */
    public static final int PATH_LENGTH_MAX = 200;

    private static final boolean[] IN_SEGMENT = new boolean[128];

    static {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:@-"
                .chars()
                .forEach(c -> IN_SEGMENT[c] = true);
    }

    public static AccountRef of(String path, String currency) {
        return new AccountRef(path, Currency.of(currency));
    }

    /** Whether a path is as the type's description says. Called for every leg, so it is a plain loop. */
    public static boolean isWellFormed(String path) {
        int length = path.length();
        if (length == 0 || length > PATH_LENGTH_MAX) {
            return false;
        }
        boolean segmentBegins = true;
        for (int i = 0; i < length; i++) {
            char c = path.charAt(i);
            if (c == '/') {
                if (segmentBegins) {
                    return false;
                }
                segmentBegins = true;
            } else if (c < IN_SEGMENT.length && IN_SEGMENT[c]) {
                segmentBegins = false;
            } else {
                return false;
            }
        }
        return !segmentBegins;
    }

    @Override
    public String toString() {
        return path + " in " + currency;
    }
}
