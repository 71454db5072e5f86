package io.bursar.api;

import java.security.SecureRandom;

/** Texts that nobody can guess. */
public final class Chance {
    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Chance() {}

    /** Letters and digits, 5.9 bits each. @param length ≥ 22 for what must not be guessed */
    public static String text(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
