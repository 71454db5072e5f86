package io.bursar.gateways.stripe;

import io.bursar.gateways.Decline;
import io.bursar.gateways.Decline.Retry;
import io.bursar.gateways.wire.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Stripe's declines mean for what may be tried next. */
final class Declines {
    private static final Set<String> NEVER = Set.of(
            "fraudulent",
            "lost_card",
            "stolen_card",
            "pickup_card",
            "restricted_card",
            "merchant_blacklist",
            "invalid_account",
            "revocation_of_authorization",
            "revocation_of_all_authorizations",
            "stop_payment_order",
            "security_violation");
    private static final Set<String> ANOTHER_METHOD = Set.of(
            "insufficient_funds",
            "card_velocity_exceeded",
            "withdrawal_count_limit_exceeded",
            "card_not_supported",
            "currency_not_supported",
            "expired_card",
            "incorrect_number",
            "invalid_number",
            "incorrect_cvc",
            "invalid_cvc",
            "incorrect_zip",
            "incorrect_pin",
            "invalid_pin",
            "invalid_expiry_month",
            "invalid_expiry_year",
            "payment_intent_authentication_failure",
            "setup_intent_authentication_failure");
    private static final Set<String> AUTHENTICATE =
            Set.of("authentication_required", "authentication_not_handled", "offline_pin_required");

    private Declines() {}

    /** @param error Stripe's error object, of an answer or of {@code last_payment_error} */
    static Decline read(Json error) {
        String code = error.text("code", "card_declined");
        String declineCode = error.text("decline_code");
        return new Decline(
                code,
                declineCode,
                error.text("message", "The payment was declined."),
                error.text("network_decline_code"),
                retry(code, declineCode, error.text("advice_code", "")));
    }

    private static Retry retry(String code, @Nullable String declineCode, String advice) {
        String reason = declineCode == null ? code : declineCode;
        if (NEVER.contains(reason) || advice.equals("do_not_try_again")) {
            return Retry.NEVER;
        }
        if (AUTHENTICATE.contains(reason) || AUTHENTICATE.contains(code)) {
            return Retry.WITH_AUTHENTICATION;
        }
        boolean isMethods = ANOTHER_METHOD.contains(reason) || advice.equals("confirm_card_data");
        return isMethods ? Retry.OTHER_METHOD : Retry.ELSEWHERE;
    }
}
