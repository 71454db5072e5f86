package io.bursar.sandbox.stripe;

import io.bursar.sandbox.faults.FaultKind;
import org.jspecify.annotations.Nullable;

/** What goes wrong in executing a call, as its rule says. */
record Effect(@Nullable FaultKind kind, long delayMs, String code) {
    private static final Effect NONE = new Effect(null, 0, "");

    /** @param text {@code kind:delay:code}, or empty */
    static Effect of(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        String[] parts = text.split(":", 3);
        return new Effect(FaultKind.of(parts[0]), Long.parseLong(parts[1]), parts[2]);
    }

    boolean is(FaultKind other) {
        return kind == other;
    }
}
