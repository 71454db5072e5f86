package io.bursar.gateways.stripe;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters as Stripe takes them. */
final class Form {
    private final StringBuilder text = new StringBuilder(256);
    private int expansions;

    /** @param value null: not sent */
    Form put(String name, @Nullable String value) {
        if (value != null) {
            if (!text.isEmpty()) {
                text.append('&');
            }
            text.append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
        return this;
    }

    Form put(String name, long value) {
        return put(name, Long.toString(value));
    }

    Form labels(Map<String, String> labels) {
        labels.forEach(
                (name, value) -> put("metadata[" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "]", value));
        return this;
    }

    /** Has whole objects answered where there would be ids. */
    Form expand(String... paths) {
        for (String path : paths) {
            put("expand[" + expansions++ + "]", path);
        }
        return this;
    }

    /** An id as part of a path, whatever it is made of. */
    static String segment(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    String text() {
        return text.toString();
    }
}
