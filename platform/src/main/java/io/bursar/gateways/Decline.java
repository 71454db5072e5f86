package io.bursar.gateways;

import org.jspecify.annotations.Nullable;

/**
 * A no, in the words of Stripe's API, whatever provider said it.
 *
 * @param code such as {@code card_declined}, {@code expired_card}, {@code authentication_required}
 * @param declineCode such as {@code insufficient_funds}; null: none given
 * @param message one sentence that may be shown to the payer
 * @param networkCode as the card network or the bank said it; null: not told
 */
public record Decline(
        String code,
        @Nullable String declineCode,
        String message,
        @Nullable String networkCode,
        Retry retry) {
    /** What may be tried after it. */
    public enum Retry {
        /** Nothing with this method: networks fine those who try. */
        NEVER,
        /** The same again later, or by another gateway. */
        ELSEWHERE,
        /** The same with the payer authenticating. */
        WITH_AUTHENTICATION,
        /** Another method. */
        OTHER_METHOD
    }
}
