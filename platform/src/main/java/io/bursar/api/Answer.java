package io.bursar.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request is answered.
 *
 * @param status HTTP status
 * @param headers beside those that every answer has
 * @param download sent in place of the body; null: the body is sent
 */
public record Answer(
        int status,
        Map<String, String> headers,
        Rendering body,
        @Nullable Download download) {
    private static final String REPLAYED = "Idempotent-Replayed";

    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer ok(Rendering body) {
        return new Answer(200, Map.of(), body, null);
    }

    public static Answer created(Rendering body) {
        return new Answer(201, Map.of(), body, null);
    }

    /** A file to keep, written while it is sent. */
    public static Answer file(Download download) {
        return new Answer(
                200,
                Map.of("Content-Disposition", "attachment; filename=\"" + download.fileName() + '"'),
                out -> {},
                download);
    }

    public static Answer refused(Problem problem) {
        Map<String, String> headers = problem.retryAfterSeconds() == 0
                ? Map.of()
                : Map.of("Retry-After", String.valueOf(problem.retryAfterSeconds()));
        return new Answer(problem.status(), headers, out -> out.problem(problem), null);
    }

    /** The same with one more header. */
    public Answer with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body, download);
    }

    /** The same answer, given before under the same key. */
    public Answer replayed() {
        return new Answer(status, Map.of(REPLAYED, "true"), body, download);
    }

    /** The same answer as one that only says what would happen. */
    public Answer asDryRun() {
        return new Answer(
                status,
                headers,
                out -> {
                    body.write(out);
                    out.flag("dry_run", true);
                },
                download);
    }

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
}
