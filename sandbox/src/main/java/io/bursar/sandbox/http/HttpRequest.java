package io.bursar.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request as it came.
 *
 * @param path as sent, without the query; not decoded
 * @param query as sent, without the question mark; empty when there is none
 * @param headers names and values in turn
 */
public record HttpRequest(String method, String path, String query, List<String> headers, byte[] body) {
    /** The first header of that name, whatever its case. */
    public @Nullable String header(String name) {
        for (int i = 0; i + 1 < headers.size(); i += 2) {
            if (headers.get(i).equalsIgnoreCase(name)) {
                return headers.get(i + 1);
            }
        }
        return null;
    }

    /** A header's value, or an empty text. */
    public String headerOrEmpty(String name) {
        String value = header(name);
        return value == null ? "" : value;
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The path's parts, decoded; empty ones left out. */
    public List<String> segments() {
        List<String> segments = new ArrayList<>(6);
        int from = 0;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            if (to > from) {
                segments.add(Percent.decode(path.substring(from, to), Percent.Plus.IS_PLUS));
            }
            from = to + 1;
        }
        return segments;
    }
}
