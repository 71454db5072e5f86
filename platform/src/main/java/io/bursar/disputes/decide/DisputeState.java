package io.bursar.disputes.decide;

import io.bursar.gateways.ProviderDispute;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a dispute stands, in the words of Stripe's API. */
public enum DisputeState {
    /** The bank asks; no money has moved. */
    WARNING_NEEDS_RESPONSE,
    WARNING_UNDER_REVIEW,
    WARNING_CLOSED,
    NEEDS_RESPONSE,
    UNDER_REVIEW,
    WON,
    LOST,
    /** The provider gave the money back before the bank took it. */
    PREVENTED;

    /** The table of transitions; {@code disputes.edge} has the same, and a test compares them. */
    public static final Map<DisputeState, Set<DisputeState>> EDGES = Map.of(
            WARNING_NEEDS_RESPONSE,
                    Set.of(WARNING_UNDER_REVIEW, WARNING_CLOSED, NEEDS_RESPONSE, UNDER_REVIEW, WON, LOST, PREVENTED),
            WARNING_UNDER_REVIEW,
                    Set.of(WARNING_NEEDS_RESPONSE, WARNING_CLOSED, NEEDS_RESPONSE, UNDER_REVIEW, WON, LOST, PREVENTED),
            // An inquiry that was closed becomes a dispute after all.
            WARNING_CLOSED, Set.of(NEEDS_RESPONSE, UNDER_REVIEW, WON, LOST),
            NEEDS_RESPONSE, Set.of(UNDER_REVIEW, WARNING_CLOSED, WON, LOST, PREVENTED),
            // The bank wants more evidence.
            UNDER_REVIEW, Set.of(NEEDS_RESPONSE, WARNING_CLOSED, WON, LOST, PREVENTED),
            // The bank takes the case up again.
            WON, Set.of(LOST),
            LOST, Set.of(WON),
            PREVENTED, Set.of());

    public static DisputeState of(ProviderDispute.Status status) {
        return valueOf(status.name());
    }

    public static DisputeState of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the table has the transition. */
    public boolean mayBecome(DisputeState next) {
        return EDGES.getOrDefault(this, Set.of()).contains(next);
    }

    /** Whether evidence is taken. */
    public boolean isOpen() {
        return this == WARNING_NEEDS_RESPONSE || this == NEEDS_RESPONSE;
    }

    /** Whether it is decided. */
    public boolean isOver() {
        return this == WARNING_CLOSED || this == WON || this == LOST || this == PREVENTED;
    }

    /** Whether the bank only asks. */
    public boolean isInquiry() {
        return this == WARNING_NEEDS_RESPONSE || this == WARNING_UNDER_REVIEW || this == WARNING_CLOSED;
    }

    /** Where one must have stood that is first heard of when it stands here. */
    public DisputeState beginning() {
        return !isOver() ? this : this == WARNING_CLOSED ? WARNING_NEEDS_RESPONSE : NEEDS_RESPONSE;
    }
}
