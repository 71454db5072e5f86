package io.bursar.api;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file, written while it is sent, so that its size does not matter. A failure half-way cuts the connection: the
 * reader sees that the file is not whole.
 *
 * @param fileName what it is saved as; letters, digits and {@code . _ -} only
 */
public record Download(String contentType, String fileName, Content content) {
    public Download {
        fileName = fileName.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /** Writes all bytes. */
    @FunctionalInterface
    public interface Content {
        void write(OutputStream out) throws IOException;
    }
}
