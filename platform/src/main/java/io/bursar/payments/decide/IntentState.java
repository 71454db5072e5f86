package io.bursar.payments.decide;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a payment stands, in the words of Stripe's API. It follows from its attempts; this is what it may become. */
public enum IntentState {
    REQUIRES_PAYMENT_METHOD,
    REQUIRES_CONFIRMATION,
    REQUIRES_ACTION,
    PROCESSING,
    REQUIRES_CAPTURE,
    SUCCEEDED,
    CANCELED;

    /** The table of transitions; {@code payments.edge} has the same, and a test compares them. */
    public static final Map<IntentState, Set<IntentState>> EDGES = Map.of(
            REQUIRES_PAYMENT_METHOD,
                    Set.of(REQUIRES_CONFIRMATION, REQUIRES_ACTION, PROCESSING, REQUIRES_CAPTURE, SUCCEEDED, CANCELED),
            REQUIRES_CONFIRMATION,
                    Set.of(REQUIRES_PAYMENT_METHOD, REQUIRES_ACTION, PROCESSING, REQUIRES_CAPTURE, SUCCEEDED, CANCELED),
            REQUIRES_ACTION, Set.of(REQUIRES_PAYMENT_METHOD, PROCESSING, REQUIRES_CAPTURE, SUCCEEDED, CANCELED),
            PROCESSING, Set.of(REQUIRES_PAYMENT_METHOD, REQUIRES_ACTION, REQUIRES_CAPTURE, SUCCEEDED, CANCELED),
            REQUIRES_CAPTURE, Set.of(PROCESSING, SUCCEEDED, CANCELED),
            SUCCEEDED, Set.of(),
            CANCELED, Set.of());

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static IntentState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
