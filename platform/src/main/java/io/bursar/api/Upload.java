package io.bursar.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file that was sent as a parameter. @param type its media type, as it was said, in lower case */
public record Upload(String name, String type, byte[] content) {
    /** SHA-256 of the content, in hexadecimal. */
    public String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** Whether the content begins as a file does; {@code %PDF-} for one. */
    public boolean begins(String with) {
        byte[] magic = with.getBytes(StandardCharsets.ISO_8859_1);
        return content.length >= magic.length
                && java.util.Arrays.equals(content, 0, magic.length, magic, 0, magic.length);
    }

    @Override
    public String toString() {
        return "Upload[" + type + ", " + content.length + " bytes]";
    }
}
