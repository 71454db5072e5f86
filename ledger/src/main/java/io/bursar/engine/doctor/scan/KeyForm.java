package io.bursar.engine.doctor.scan;

import io.bursar.engine.Key;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a key: caller as unsigned LEB128, then 0 and the text, or 1 and a UUID's 16 bytes. One key has
 * one form only, or two rows could hold it.
 */
public final class KeyForm {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final int UUID_BYTES = 16;
    private static final int CALLER_BYTES_MAX = 5;

    private KeyForm() {}

    /** What is wrong with it; null when nothing is. */
    public static @Nullable String mistake(byte[] key) {
        int at = callerEnd(key);
        if (at < 0) {
            return "the caller is no number in its shortest form";
        }
        if (at == key.length) {
            return "it ends after the caller";
        }
        int rest = key.length - at - 1;
        return switch (key[at]) {
            case 0 -> textMistake(key, at + 1);
            case 1 -> rest == UUID_BYTES ? null : "a UUID of " + rest + " bytes";
            default -> "no form has the number " + key[at];
        };
    }

    private static @Nullable String textMistake(byte[] key, int from) {
        String text = text(key, from);
        if (text == null) {
            return "the text is not UTF-8";
        }
        if (!Key.isWellFormed(text)) {
            return "the text has no form that a key may have";
        }
        return UUID_TEXT.matcher(text).matches() ? "a UUID is written out as text" : null;
    }

    private static @Nullable String text(byte[] key, int from) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key, from, key.length - from))
                    .toString();
        } catch (CharacterCodingException broken) {
            return null;
        }
    }

    /** Where the caller ends; -1 when it is no shortest LEB128 of an int. */
    private static int callerEnd(byte[] key) {
        for (int i = 0; i < Math.min(key.length, CALLER_BYTES_MAX); i++) {
            if (key[i] >= 0) {
                boolean padded = i > 0 && key[i] == 0;
                boolean tooLarge = i == CALLER_BYTES_MAX - 1 && key[i] > 7;
                return padded || tooLarge ? -1 : i + 1;
            }
        }
        return -1;
    }

    /** The key as a reader would write it. */
    public static String show(byte[] key) {
        int at = callerEnd(key);
        if (at < 0 || at >= key.length) {
            return java.util.HexFormat.of().formatHex(key);
        }
        if (key[at] == 1 && key.length - at - 1 == UUID_BYTES) {
            ByteBuffer bytes = ByteBuffer.wrap(key, at + 1, UUID_BYTES);
            return new UUID(bytes.getLong(), bytes.getLong()).toString();
        }
        return new String(key, at + 1, key.length - at - 1, StandardCharsets.UTF_8);
    }
}
