package io.bursar.api;

import java.util.Set;

/**
 * Recognises card numbers, so that none is stored or logged: 13 to 19 digits in a row or in a card's printed groups,
 * standing alone, beginning like a number that a scheme issues, with a right check digit (Luhn, ISO/IEC 7812-1). The
 * beginnings matter: one in ten numbers passes Luhn, and clocks and counters make 13 to 19 digits that begin with 1.
 */
public final class CardNumbers {
    private static final int LENGTH_MIN = 13;
    private static final int LENGTH_MAX = 19;
    private static final Set<String> PRINTED = Set.of("4444", "44441", "44442", "44443", "465", "464");
    private static final String MASK = "[card number]";

    private CardNumbers() {}

    public static boolean isIn(CharSequence text) {
        return text.length() >= LENGTH_MIN && find(text, 0) >= 0;
    }

    /** The text with every card number replaced. */
    public static String mask(String text) {
        if (!isIn(text)) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text.length());
        int from = 0;
        for (int at = find(text, 0); at >= 0; at = find(text, from)) {
            masked.append(text, from, at).append(MASK);
            from = at + lengthAt(text, at);
        }
        return masked.append(text, from, text.length()).toString();
    }

    private static int find(CharSequence text, int from) {
        for (int at = from; at <= text.length() - LENGTH_MIN; at++) {
            boolean begins = isDigit(text.charAt(at)) && (at == 0 || !isWord(text.charAt(at - 1)));
            if (begins && lengthAt(text, at) > 0) {
                return at;
            }
        }
        return -1;
    }

    /** Characters of the card number that begins here; 0: none does. */
    private static int lengthAt(CharSequence text, int start) {
        if (digitsFrom(text, start) < LENGTH_MIN) {
            return 0;
        }
        StringBuilder digits = new StringBuilder(LENGTH_MAX);
        StringBuilder groups = new StringBuilder();
        int group = start;
        for (int at = start; at <= text.length() && digits.length() <= LENGTH_MAX; at++) {
            char c = at < text.length() ? text.charAt(at) : ' ';
            if (isDigit(c)) {
                digits.append(c);
                continue;
            }
            groups.append((char) ('0' + at - group));
            if (!isWord(c) && isPrinted(groups) && isCard(digits)) {
                return at - start;
            }
            boolean goesOn = (c == ' ' || c == '-') && at + 1 < text.length() && isDigit(text.charAt(at + 1));
            if (!goesOn) {
                return 0;
            }
            group = at + 1;
        }
        return 0;
    }

    /** Digits from here on, with single separators between them. Most texts end here, so it makes nothing. */
    private static int digitsFrom(CharSequence text, int start) {
        int digits = 0;
        boolean separated = false;
        for (int at = start; at < text.length() && digits < LENGTH_MIN; at++) {
            char c = text.charAt(at);
            boolean isSeparator = c == ' ' || c == '-';
            if (isDigit(c)) {
                digits++;
            } else if (!isSeparator || separated) {
                break;
            }
            separated = isSeparator;
        }
        return digits;
    }

    /** In one piece, or in groups of 4-4-4-4 with up to three digits more, of 4-6-5 or of 4-6-4. */
    private static boolean isPrinted(CharSequence groups) {
        return groups.length() == 1 || PRINTED.contains(groups.toString());
    }

    private static boolean isCard(CharSequence digits) {
        return digits.length() >= LENGTH_MIN && digits.length() <= LENGTH_MAX && isIssued(digits) && passesLuhn(digits);
    }

    private static boolean isIssued(CharSequence digits) {
        int two = (digits.charAt(0) - '0') * 10 + digits.charAt(1) - '0';
        int four = two * 100 + (digits.charAt(2) - '0') * 10 + digits.charAt(3) - '0';
        return switch (digits.charAt(0)) {
            case '2' -> four >= 2200 && four <= 2720;
            case '3' -> two == 30 || two >= 34;
            case '4', '5', '6' -> true;
            case '8' -> two == 81 || two == 82;
            default -> false;
        };
    }

    private static boolean passesLuhn(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWord(char c) {
        return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
