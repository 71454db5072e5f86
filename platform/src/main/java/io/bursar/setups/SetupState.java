package io.bursar.setups;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a setup stands, in the words of Stripe's API. It follows from its tries; this is what it may become. */
enum SetupState {
    REQUIRES_PAYMENT_METHOD,
    REQUIRES_CONFIRMATION,
    REQUIRES_ACTION,
    PROCESSING,
    SUCCEEDED,
    CANCELED;

    /** The table of transitions; {@code setups.edge} has the same, and a test compares them. */
    static final Map<SetupState, Set<SetupState>> EDGES = Map.of(
            REQUIRES_PAYMENT_METHOD, Set.of(REQUIRES_CONFIRMATION, REQUIRES_ACTION, PROCESSING, SUCCEEDED, CANCELED),
            REQUIRES_CONFIRMATION, Set.of(REQUIRES_PAYMENT_METHOD, REQUIRES_ACTION, PROCESSING, SUCCEEDED, CANCELED),
            REQUIRES_ACTION, Set.of(REQUIRES_PAYMENT_METHOD, PROCESSING, SUCCEEDED, CANCELED),
            PROCESSING, Set.of(REQUIRES_PAYMENT_METHOD, REQUIRES_CONFIRMATION, REQUIRES_ACTION, SUCCEEDED, CANCELED),
            SUCCEEDED, Set.of(),
            CANCELED, Set.of());

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it may be changed and confirmed. */
    boolean isOpen() {
        return this == REQUIRES_PAYMENT_METHOD || this == REQUIRES_CONFIRMATION;
    }
}
