package io.bursar.sandbox.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding, read leniently: what is no escape stays as it is. */
public final class Percent {
    /** What a plus sign stands for: a space in forms and queries, itself in paths. */
    public enum Plus {
        IS_SPACE,
        IS_PLUS
    }

    private Percent() {}

    public static String decode(String text, Plus plus) {
        boolean isPlain = text.indexOf('%') < 0 && (plus == Plus.IS_PLUS || text.indexOf('+') < 0);
        if (isPlain) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            int escaped = raw[i] == '%' && i + 2 < raw.length ? hex(raw[i + 1]) * 16 + hex(raw[i + 2]) : -1;
            if (escaped >= 0) {
                bytes.write(escaped);
                i += 2;
            } else {
                bytes.write(raw[i] == '+' && plus == Plus.IS_SPACE ? ' ' : raw[i]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The digit's value, or a number so low that any sum with it is negative. */
    private static int hex(byte digit) {
        int value = Character.digit(digit, 16);
        return value < 0 ? -1000 : value;
    }
}
