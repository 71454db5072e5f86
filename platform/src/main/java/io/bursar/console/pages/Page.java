package io.bursar.console.pages;

import java.util.Map;
import java.util.TreeMap;

/** What a visit is answered. */
public record Page(int status, String contentType, String body, Map<String, String> headers) {
    public Page {
        headers = Map.copyOf(headers);
    }

    static Page html(int status, String body) {
        return new Page(status, "text/html;charset=utf-8", body, Map.of());
    }

    static Page json(String body) {
        return new Page(200, "application/json", body, Map.of());
    }

    /** A status without a body. */
    public static Page nothing(int status) {
        return new Page(status, "", "", Map.of());
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
