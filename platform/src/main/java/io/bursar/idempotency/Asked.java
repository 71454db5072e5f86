package io.bursar.idempotency;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks under its idempotency key; made by {@link Idempotency#asked}.
 *
 * @param caller whose key it is
 * @param key null: none was sent, and nothing is kept
 * @param route method and path, with the ids in it
 * @param digests of each parameter, by its name; empty without a key
 * @param request id of the request
 */
public record Asked(
        int book, int caller, @Nullable String key, String route, Map<String, String> digests, String request) {
    public Asked {
        digests = java.util.Collections.unmodifiableMap(new TreeMap<>(digests));
    }

    /** Whether there is a key, so that the request has one effect however often it is sent. */
    public boolean isKeyed() {
        return key != null;
    }

    /** Names of the parameters that are not the same, in their order. */
    SortedSet<String> differing(Map<String, String> others) {
        SortedSet<String> names = new TreeSet<>(digests.keySet());
        names.addAll(others.keySet());
        names.removeIf(name -> java.util.Objects.equals(digests.get(name), others.get(name)));
        return names;
    }
}
