package io.bursar.engine.log;

import io.bursar.engine.Key;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Keys as they are stored: the caller as unsigned LEB128, then 0 and the text in UTF-8, or 1 and 16 bytes where the
 * text is the canonical lower-case form of a UUID. Half of a key's bytes are saved for what most callers send.
 */
public final class KeyCodec {
    private static final byte TEXT = 0;
    private static final byte UUID_BYTES = 1;
    private static final int UUID_TEXT_LENGTH = 36;

    private KeyCodec() {}

    public static byte[] encode(Key key) {
        byte[] head = new byte[6];
        int at = 0;
        int rest = key.caller();
        while ((rest & ~0x7f) != 0) {
            head[at++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        head[at++] = (byte) rest;
        String text = key.text();
        if (text.length() == UUID_TEXT_LENGTH) {
            byte[] bytes = new byte[at + 1 + 16];
            System.arraycopy(head, 0, bytes, 0, at);
            bytes[at] = UUID_BYTES;
            if (parseCanonicalUuid(text, bytes, at + 1)) {
                return bytes;
            }
        }
        head[at++] = TEXT;
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[at + utf8.length];
        System.arraycopy(head, 0, bytes, 0, at);
        System.arraycopy(utf8, 0, bytes, at, utf8.length);
        return bytes;
    }

    public static Key decode(byte[] bytes) {
        int caller = 0;
        int at = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes[at++];
            caller |= (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        Key.Origin origin = caller == 0 ? Key.Origin.DERIVED : Key.Origin.EXTERNAL;
        if (bytes[at] == UUID_BYTES) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, at + 1, 16);
            return new Key(caller, new UUID(buffer.getLong(), buffer.getLong()).toString(), origin);
        }
        return new Key(caller, new String(bytes, at + 1, bytes.length - at - 1, StandardCharsets.UTF_8), origin);
    }

    /** Digits by character; negative: no digit of a canonical UUID. */
    private static final byte[] HEX = new byte[128];

    static {
        java.util.Arrays.fill(HEX, (byte) -1);
        for (int digit = 0; digit < 16; digit++) {
            HEX[Character.forDigit(digit, 16)] = (byte) digit;
        }
    }

    /** @return whether the text is the canonical lower-case form; otherwise the bytes are of no use */
    private static boolean parseCanonicalUuid(String text, byte[] into, int start) {
        int at = start;
        int i = 0;
        while (i < UUID_TEXT_LENGTH) {
            char high = text.charAt(i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (high != '-') {
                    return false;
                }
                i++;
                continue;
            }
            char low = text.charAt(i + 1);
            if (high >= HEX.length || low >= HEX.length) {
                return false;
            }
            int value = (HEX[high] << 4) | HEX[low];
            if (HEX[high] < 0 || value < 0) {
                return false;
            }
            into[at++] = (byte) value;
            i += 2;
        }
        return true;
    }
}
