package io.bursar.money;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * How ids look outside: a prefix that names the kind, an underscore, Crockford's base 32 (no i, l, o, u; case does not
 * matter; sorts like the number). Ids are names, never secrets.
 *
 * <p>Source: Douglas Crockford, Base 32, crockford.com/base32.html.
 */
public final class PublicId {
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int LONG_DIGITS = 13;
    private static final int UUID_DIGITS = 26;

    private PublicId() {}

    /** {@code prefix_} and 13 digits for a number ≥ 0. */
    public static String of(String prefix, long number) {
        Invariant.check(number >= 0, "id of a negative number %d", number);
        char[] text = new char[prefix.length() + 1 + LONG_DIGITS];
        prefix.getChars(0, prefix.length(), text, 0);
        text[prefix.length()] = '_';
        long rest = number;
        for (int i = text.length - 1; i > prefix.length(); i--) {
            text[i] = DIGITS[(int) (rest & 31)];
            rest >>>= 5;
        }
        return new String(text);
    }

    /** {@code prefix_} and 26 digits for a UUID, version 7 where order matters. */
    public static String of(String prefix, UUID uuid) {
        char[] text = new char[prefix.length() + 1 + UUID_DIGITS];
        prefix.getChars(0, prefix.length(), text, 0);
        text[prefix.length()] = '_';
        long high = uuid.getMostSignificantBits();
        long low = uuid.getLeastSignificantBits();
        for (int i = text.length - 1; i > prefix.length(); i--) {
            text[i] = DIGITS[(int) (low & 31)];
            low = (low >>> 5) | (high << 59);
            high >>>= 5;
        }
        return new String(text);
    }

    /** The number of an id made by {@link #of(String, long)}; empty when the text is not such an id. */
    public static OptionalLong parse(String prefix, String id) {
        int start = prefix.length() + 1;
        if (id.length() != start + LONG_DIGITS || !id.startsWith(prefix) || id.charAt(start - 1) != '_') {
            return OptionalLong.empty();
        }
        long number = 0;
        String digits = id.substring(start).toLowerCase(Locale.ROOT);
        for (int i = 0; i < LONG_DIGITS; i++) {
            int digit = digit(digits.charAt(i));
            boolean overflows = i == 0 && digit > 7;
            if (digit < 0 || overflows) {
                return OptionalLong.empty();
            }
            number = (number << 5) | digit;
        }
        return OptionalLong.of(number);
    }

    /** The UUID of an id made by {@link #of(String, UUID)}; empty when the text is not such an id. */
    public static Optional<UUID> parseUuid(String prefix, String id) {
        int start = prefix.length() + 1;
        if (id.length() != start + UUID_DIGITS || !id.startsWith(prefix) || id.charAt(start - 1) != '_') {
            return Optional.empty();
        }
        long high = 0;
        long low = 0;
        String digits = id.substring(start).toLowerCase(Locale.ROOT);
        for (int i = 0; i < UUID_DIGITS; i++) {
            int digit = digit(digits.charAt(i));
            boolean overflows = i == 0 && digit > 7;
            if (digit < 0 || overflows) {
                return Optional.empty();
            }
            high = (high << 5) | (low >>> 59);
            low = (low << 5) | digit;
        }
        return Optional.of(new UUID(high, low));
    }

    private static int digit(char symbol) {
        return switch (symbol) {
            case 'o' -> 0;
            case 'i', 'l' -> 1;
            default -> {
                for (int i = 0; i < DIGITS.length; i++) {
                    if (DIGITS[i] == symbol) {
                        yield i;
                    }
                }
                yield -1;
            }
        };
    }
}
