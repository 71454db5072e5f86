package io.bursar.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * An API key in the clear: {@code sk_test_}, or {@code pk_test_} where it may be shown to the world, 32 random base-62
 * digits (190 bits), 6 digits of checksum over all that stands before them, so that a typo is told at once. Prints as
 * {@code sk_test_***}.
 */
public final class SecretKey {
    private static final String SECRET = "sk_test_";
    private static final String PUBLISHABLE = "pk_test_";
    private static final int RANDOM_DIGITS = 32;
    private static final int CHECK_DIGITS = 6;
    private static final int LENGTH = SECRET.length() + RANDOM_DIGITS + CHECK_DIGITS;
    private static final int HINT_LENGTH = 4;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final String text;

    private SecretKey(String text) {
        this.text = text;
    }

    /** Whom a key is for. */
    enum Kind {
        /** Servers alone. */
        SECRET,
        /** Browsers and apps too: it may do nothing that matters. */
        PUBLISHABLE
    }

    /** A new one. */
    static SecretKey random(SecureRandom random, Kind kind) {
        StringBuilder body = new StringBuilder(kind == Kind.SECRET ? SECRET : PUBLISHABLE);
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            body.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return new SecretKey(body + checksum(body.toString()));
    }

    /** Empty when it cannot be a key; {@link #whyNot} says why. */
    static Optional<SecretKey> parse(String text) {
        return whyNot(text).isEmpty() ? Optional.of(new SecretKey(text)) : Optional.empty();
    }

    /** What is wrong with it, seen without asking anybody; empty: nothing. */
    static Optional<String> whyNot(String text) {
        if (!text.startsWith(SECRET) && !text.startsWith(PUBLISHABLE)) {
            return Optional.of("An API key of this deployment begins with sk_test_ or pk_test_.");
        }
        if (text.length() != LENGTH) {
            return Optional.of("This API key has " + text.length() + " characters instead of " + LENGTH
                    + ": something was lost or added when it was copied.");
        }
        String body = text.substring(0, LENGTH - CHECK_DIGITS);
        boolean isWhole = checksum(body).equals(text.substring(LENGTH - CHECK_DIGITS));
        return isWhole ? Optional.empty() : Optional.of("This API key is mistyped: its checksum is wrong.");
    }

    /** The key itself, to be shown once to its owner. */
    public String reveal() {
        return text;
    }

    /** Its last digits, by which its owner may recognise it. */
    String hint() {
        return text.substring(LENGTH - HINT_LENGTH);
    }

    /** What is kept of it. A plain SHA-256 is enough: nobody guesses 190 random bits. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        long rest = crc.getValue();
        char[] digits = new char[CHECK_DIGITS];
        for (int i = CHECK_DIGITS - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(digits);
    }

    @Override
    public String toString() {
        return text.substring(0, SECRET.length()) + "***";
    }
}
