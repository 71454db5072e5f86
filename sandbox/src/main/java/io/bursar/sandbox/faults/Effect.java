package io.bursar.sandbox.faults;

import org.jspecify.annotations.Nullable;

/** What goes wrong in executing a call, as its rule says. */
public record Effect(@Nullable FaultKind kind, long delayMs, String code) {
    public static final Effect NONE = new Effect(null, 0, "");

    /** @param text {@code kind:delay:code}, or empty */
    public static Effect of(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        String[] parts = text.split(":", 3);
        return new Effect(FaultKind.of(parts[0]), Long.parseLong(parts[1]), parts[2]);
    }

    public boolean is(FaultKind other) {
        return kind == other;
    }
}
