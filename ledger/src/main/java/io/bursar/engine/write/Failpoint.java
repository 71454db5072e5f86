package io.bursar.engine.write;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Named moments at which a crash test ends the process. Armed by the system property {@code bursar.failpoint=name:n},
 * which halts at the n-th time; without it a comparison with null is all it costs.
 */
public final class Failpoint {
    private static final @Nullable String ARMED;
    private static final AtomicInteger HITS_LEFT = new AtomicInteger();

    static {
        String property = System.getProperty("bursar.failpoint");
        if (property == null) {
            ARMED = null;
        } else {
            int colon = property.indexOf(':');
            ARMED = colon < 0 ? property : property.substring(0, colon);
            HITS_LEFT.set(colon < 0 ? 1 : Integer.parseInt(property.substring(colon + 1)));
        }
    }

    private Failpoint() {}

    /** Halts the process, as kill -9 would, if this moment is armed and its count is used up. */
    public static void hit(String name) {
        if (ARMED != null && ARMED.equals(name) && HITS_LEFT.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(137);
        }
    }
}
