package io.bursar.console.pages;

import java.util.Map;
import java.util.OptionalLong;

/**
 * A request of somebody who is signed in.
 *
 * @param path plain, see {@link io.bursar.api.Door}
 * @param query parameters by name, the first of each
 * @param formToken what forms of this session send along
 */
public record Visit(String path, Map<String, String> query, String formToken) {
    public Visit {
        query = Map.copyOf(query);
    }

    /** The first segment; empty for {@code /}. */
    String room() {
        int end = path.indexOf('/', 1);
        return end < 0 ? path.substring(1) : path.substring(1, end);
    }

    /** What follows the first segment; empty when nothing does. */
    String thing() {
        int end = path.indexOf('/', 1);
        return end < 0 ? "" : path.substring(end + 1);
    }

    /** A parameter without blanks around it; empty when it was not sent. */
    String ask(String name) {
        return query.getOrDefault(name, "").strip();
    }

    /** A number ≥ 0; empty when none was sent. */
    OptionalLong number(String name) {
        String sent = ask(name);
        return sent.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(sent)) : OptionalLong.empty();
    }
}
