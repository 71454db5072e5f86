package io.bursar.gateways.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A form with a file in it, as providers take it; the same content is the same bytes. */
public final class Multipart {
    private final String boundary;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** @param content of the file, from which the boundary is made */
    public Multipart(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            boundary = "bursar-" + HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    public Multipart text(String name, String value) {
        part("Content-Disposition: form-data; name=\"" + name + "\"\r\n", value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** @param fileName as somebody called it; what would end the header is left out */
    public Multipart file(String name, String fileName, String type, byte[] content) {
        String plain = fileName.replaceAll("[\\p{Cntrl}\"\\\\]", "_");
        part(
                "Content-Disposition: form-data; name=\"" + name + "\"; filename=\"" + plain + "\"\r\nContent-Type: "
                        + type + "\r\n",
                content);
        return this;
    }

    private void part(String headers, byte[] content) {
        bytes.writeBytes(("--" + boundary + "\r\n" + headers + "\r\n").getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(content);
        bytes.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** For the header {@code Content-Type}. */
    public String type() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** The whole body. */
    public byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(bytes.size() + boundary.length() + 8);
        whole.writeBytes(bytes.toByteArray());
        whole.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return whole.toByteArray();
    }
}
