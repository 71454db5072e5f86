package io.bursar.console.pages;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What a visit is answered. */
public record Page(int status, String contentType, Body body, Map<String, String> headers) {
    private static final Body NOTHING = out -> {};

    public Page {
        headers = Map.copyOf(headers);
    }

    /** What follows the headers. */
    @FunctionalInterface
    public interface Body {
        void write(OutputStream out) throws IOException;
    }

    static Page html(int status, String body) {
        return new Page(status, "text/html;charset=utf-8", text(body), Map.of());
    }

    /** A file to be kept; it is written while it is made, so it may be long. */
    static Page file(String name, String contentType, Body body) {
        return new Page(200, contentType, body, Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""));
    }

    static Body text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return out -> out.write(bytes);
    }

    /** A status without a body. */
    public static Page nothing(int status) {
        return new Page(status, "", NOTHING, Map.of());
    }

    /** To another place. */
    static Page redirect(String path) {
        return nothing(303).with("Location", path);
    }

    public Page with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Page(status, contentType, body, more);
    }
}
