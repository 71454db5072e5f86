package io.bursar.payments.decide;

import io.bursar.gateways.Decline;

/** Declines that no bank made. */
public final class Declines {
    private Declines() {}

    /** The gateway did not accept the request: ours to mend. */
    public static Decline refused(String message) {
        return new Decline("processing_error", "processing_error", message, null, Decline.Retry.ELSEWHERE);
    }

    /** The payer has taken back, paused or outlived the consent. */
    public static Decline mandateOver() {
        return new Decline(
                "payment_intent_mandate_invalid",
                "revocation_of_authorization",
                "The payer's mandate is paused or over. Nothing was charged; ask for another one.",
                null,
                Decline.Retry.OTHER_METHOD);
    }

    /** The gateway could not be asked. */
    public static Decline notSent() {
        return new Decline(
                "processing_error",
                "try_again_later",
                "The payment could not be sent to the gateway. Nothing was charged; try again.",
                null,
                Decline.Retry.ELSEWHERE);
    }

    /** Nothing came of it, and nothing will. */
    public static Decline lapsed() {
        return new Decline(
                "processing_error",
                "processing_error",
                "The payment did not go through. Nothing was charged.",
                null,
                Decline.Retry.ELSEWHERE);
    }
}
