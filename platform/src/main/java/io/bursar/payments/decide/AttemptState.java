package io.bursar.payments.decide;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a try at a gateway stands. */
public enum AttemptState {
    /** The call that makes it has not been answered. */
    PREPARED,
    /** The payer must do something. */
    ACTION_NEEDED,
    /** The gateway does not know yet. */
    PROCESSING,
    /** Money is reserved, some of it perhaps taken. */
    AUTHORISED,
    /** Money was taken; no more will be. */
    CAPTURED,
    /** Over without money taken. */
    RELEASED,
    /** Nothing happened; at some gateways it still can. */
    FAILED;

    /** The table of transitions; {@code payments.edge} has the same, and a test compares them. */
    public static final Map<AttemptState, Set<AttemptState>> EDGES = Map.of(
            PREPARED, Set.of(ACTION_NEEDED, PROCESSING, AUTHORISED, CAPTURED, RELEASED, FAILED),
            ACTION_NEEDED, Set.of(PROCESSING, AUTHORISED, CAPTURED, RELEASED, FAILED),
            PROCESSING, Set.of(ACTION_NEEDED, AUTHORISED, CAPTURED, RELEASED, FAILED),
            AUTHORISED, Set.of(CAPTURED, RELEASED),
            CAPTURED, Set.of(),
            RELEASED, Set.of(),
            // Razorpay authorises a failed payment late.
            FAILED, Set.of(AUTHORISED, CAPTURED));

    /** Whether the gateway may still begin to take money for it. */
    public boolean isUndecided() {
        return this == PREPARED || this == ACTION_NEEDED || this == PROCESSING;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static AttemptState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
