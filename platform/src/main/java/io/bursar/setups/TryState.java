package io.bursar.setups;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a try to set something up at a gateway stands. */
enum TryState {
    /** Written; its call is about to be made, or was, and has not been answered. */
    PREPARED,
    /** Nobody here knows whether the gateway has it. */
    UNKNOWN,
    /** The payer must do something. */
    ACTION_NEEDED,
    /** The gateway does not know yet. */
    PROCESSING,
    SUCCEEDED,
    /** The payer has not agreed; at some gateways that can still come. */
    FAILED,
    /** Nobody wants it any more: it is to be ended at the gateway. */
    UNWANTED,
    /** It is ended at the gateway. */
    ENDED;

    /** The table of transitions; {@code setups.edge} has the same, and a test compares them. */
    static final Map<TryState, Set<TryState>> EDGES = Map.of(
            PREPARED, Set.of(UNKNOWN, ACTION_NEEDED, PROCESSING, SUCCEEDED, FAILED, UNWANTED),
            UNKNOWN, Set.of(ACTION_NEEDED, PROCESSING, SUCCEEDED, FAILED, UNWANTED),
            ACTION_NEEDED, Set.of(PROCESSING, SUCCEEDED, FAILED, UNWANTED),
            PROCESSING, Set.of(ACTION_NEEDED, SUCCEEDED, FAILED, UNWANTED),
            SUCCEEDED, Set.of(),
            // A UPI payer agrees late.
            FAILED, Set.of(SUCCEEDED, UNWANTED),
            UNWANTED, Set.of(ENDED),
            ENDED, Set.of());

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TryState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Whether the gateway may still be waiting for something. */
    boolean isUndecided() {
        return this == PREPARED || this == UNKNOWN || this == ACTION_NEEDED || this == PROCESSING;
    }
}
