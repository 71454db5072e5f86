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
        if (text.length() == UUID_TEXT_LENGTH && isCanonicalUuid(text)) {
            head[at++] = UUID_BYTES;
            byte[] bytes = new byte[at + 16];
            System.arraycopy(head, 0, bytes, 0, at);
            parseUuid(text, bytes, at);
            return bytes;
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

    private static boolean isCanonicalUuid(String text) {
        for (int i = 0; i < UUID_TEXT_LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            boolean fits = dash ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static void parseUuid(String text, byte[] into, int start) {
        int at = start;
        for (int i = 0; i < UUID_TEXT_LENGTH; i += 2) {
            if (text.charAt(i) == '-') {
                i++;
            }
            into[at++] = (byte) ((hex(text.charAt(i)) << 4) | hex(text.charAt(i + 1)));
        }
    }

    private static int hex(char c) {
        return c <= '9' ? c - '0' : c - 'a' + 10;
    }
}
