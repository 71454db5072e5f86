package io.bursar.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** A secret that opens the console: 256 random bits, in a link or in a cookie. Only its hash is kept. Prints as ***. */
final class Token {
    private static final int BYTES = 32;
    private static final int LENGTH = 43;

    private final String text;

    private Token(String text) {
        this.text = text;
    }

    static Token random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Empty when it cannot be one. */
    static Optional<Token> parse(String text) {
        boolean isFine = text.length() == LENGTH
                && text.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_'));
        return isFine ? Optional.of(new Token(text)) : Optional.empty();
    }

    String reveal() {
        return text;
    }

    /** What is kept of it. A plain SHA-256 is enough: nobody guesses 256 random bits. */
    byte[] hash() {
        return sha256(text);
    }

    /** By which the log tells sessions apart: the beginning of its hash. */
    String name() {
        return HexFormat.of().formatHex(hash(), 0, 4);
    }

    /** What forms of this session must send along; it tells nothing about the token. */
    String formToken() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256("form of " + text));
    }

    /** Whether a form was made for this session. */
    boolean fits(String sent) {
        return MessageDigest.isEqual(
                formToken().getBytes(StandardCharsets.US_ASCII), sent.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}
