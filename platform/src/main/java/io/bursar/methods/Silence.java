package io.bursar.methods;

import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.gateways.Decline;
import io.bursar.gateways.Vault.Kept;
import java.util.Locale;

/** What is answered when a provider did not do what was asked. */
final class Silence {
    private Silence() {}

    static Problem unreachable() {
        return Problem.of(
                ErrorCode.GATEWAY_UNAVAILABLE, "The gateway cannot be reached. Nothing happened; ask again shortly.");
    }

    static <T> Problem of(Kept.NotSent<T> notSent) {
        return switch (notSent.reason()) {
            case BREAKER_OPEN, UNREACHABLE -> unreachable();
            case BUSY ->
                Problem.of(
                        ErrorCode.GATEWAY_BUSY,
                        "As much is asked of the gateway as it takes. Nothing happened; ask again shortly.");
            case NOT_ABLE ->
                Problem.of(ErrorCode.GATEWAY_MISSING, "No gateway that is configured keeps such payment methods.");
        };
    }

    static Problem of(Decline decline, String param) {
        return Problem.of(code(decline), decline.message(), param)
                .with("decline_code", decline.declineCode() == null ? decline.code() : decline.declineCode());
    }

    private static ErrorCode code(Decline decline) {
        return switch (decline.code().toLowerCase(Locale.ROOT)) {
            case "expired_card" -> ErrorCode.EXPIRED_CARD;
            case "incorrect_cvc" -> ErrorCode.INCORRECT_CVC;
            case "processing_error" -> ErrorCode.PROCESSING_ERROR;
            default -> ErrorCode.CARD_DECLINED;
        };
    }

    /** Nothing is known; the same key asks for the same effect. */
    static Problem unknown() {
        return Problem.of(
                ErrorCode.OUTCOME_UNKNOWN,
                "The gateway has not answered. Ask again with the same key: nothing is done twice.");
    }

    /**
     * What to answer when it was not done.
     *
     * @param param of ours that named what the provider was asked about
     */
    static <T> Problem of(Kept<T> kept, String param) {
        return switch (kept) {
            case Kept.Declined<T>(Decline decline) -> of(decline, param);
            case Kept.Refused<T>(String _, String message, String _) ->
                Problem.of(ErrorCode.GATEWAY_REFUSED, message, param);
            case Kept.Missing<T> _ ->
                Problem.of(ErrorCode.GATEWAY_REFUSED, "The gateway does not know what this names.", param);
            case Kept.NotSent<T> notSent -> of(notSent);
            case Kept.Unknown<T> _ -> unknown();
            case Kept.Done<T> _ -> throw new IllegalArgumentException("it was done");
        };
    }
}
