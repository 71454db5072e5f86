package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers by idempotency key: for 24 hours of the simulated clock, and the newest 100,000 at least.
 */
final class KeptAnswers {
    private static final int MOST = 100_000;
    private static final long KEPT_MS = 86_400_000;

    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /**
     * An answer and what was asked.
     *
     * @param parameters in canonical form
     */
    record Kept(String route, String parameters, HttpAnswer answer, String requestId, long atMs) {}

    /** Whether nobody else is being answered under the key. */
    boolean enter(String key) {
        return underWay.add(key);
    }

    void leave(String key) {
        underWay.remove(key);
    }

    synchronized @Nullable Kept find(String key, long nowMs) {
        Kept found = kept.get(key);
        return found == null || nowMs - found.atMs() > KEPT_MS ? null : found;
    }

    synchronized void keep(String key, Kept answer) {
        kept.put(key, answer);
        if (kept.size() > MOST) {
            String eldest = kept.keySet().iterator().next();
            kept.remove(eldest);
        }
    }
}
