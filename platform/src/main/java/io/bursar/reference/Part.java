package io.bursar.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of the OpenAPI document. References are followed on the way to it; a part that is not there is empty, and so
 * is everything in it.
 *
 * @param name of the component that it is, where a reference led to it; else empty
 */
record Part(Map<String, Object> document, @Nullable Object value, String name) {
    private static final String REFERENCE = "$ref";

    static Part root(Map<String, Object> document) {
        return new Part(document, document, "");
    }

    boolean isPresent() {
        return value != null;
    }

    Part at(String member) {
        Object found = value instanceof Map<?, ?> map ? map.get(member) : null;
        return resolve(found);
    }

    boolean has(String member) {
        return value instanceof Map<?, ?> map && map.containsKey(member);
    }

    /** Members of a mapping, in the document's order. */
    Map<String, Part> members() {
        Map<String, Part> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> members.put(String.valueOf(key), resolve(member)));
        }
        return members;
    }

    List<Part> items() {
        return value instanceof List<?> list ? list.stream().map(this::resolve).toList() : List.of();
    }

    /** As text; empty when it is not there. */
    String text() {
        return value == null ? "" : String.valueOf(value);
    }

    boolean isTrue() {
        return Boolean.TRUE.equals(value);
    }

    /** What stands beside a reference adds to what it leads to. */
    private Part resolve(@Nullable Object found) {
        if (!(found instanceof Map<?, ?> map) || !(map.get(REFERENCE) instanceof String reference)) {
            return new Part(document, found, "");
        }
        Part target = root(document);
        String last = "";
        for (String step : reference.substring(2).split("/", -1)) {
            target = target.at(step);
            last = step;
        }
        if (map.size() == 1 || !(target.value() instanceof Map<?, ?> referred)) {
            return new Part(document, target.value(), last);
        }
        Map<Object, Object> merged = new LinkedHashMap<>(referred);
        map.forEach((key, beside) -> {
            if (!REFERENCE.equals(key)) {
                merged.put(key, beside);
            }
        });
        return new Part(document, merged, last);
    }
}
