package io.bursar.methods;

import io.bursar.api.Amendments;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.gateways.MethodType;
import io.bursar.methods.PaymentMethod.Billing;
import io.bursar.methods.PaymentMethod.Remarks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a payment method is to be made of.
 *
 * @param token short-lived, from a provider's page; null for a method that no provider keeps
 */
record MethodRequest(MethodType type, @Nullable String token, Remarks remarks) {
    private static final int TEXT_MAX = 5_000;
    private static final int TOKEN_MAX = 255;
    private static final List<String> SECRET = List.of("number", "cvc", "exp_month", "exp_year");

    static MethodRequest read(Fields body) {
        MethodType type = body.requireOneOf("type", MethodType.class);
        Fields card = body.group("card");
        if (card != null && type != MethodType.CARD) {
            throw body.problem(ErrorCode.PARAMETER_INVALID, "card", "card is for methods of type card.");
        }
        if (type == MethodType.UPI && !Amendments.isUnset(body, "upi")) {
            Fields upi = body.group("upi");
            if (upi != null && upi.has("vpa")) {
                throw upi.problem(
                        ErrorCode.PARAMETER_UNSUPPORTED,
                        "vpa",
                        "Payers are not asked at their address any more: collect requests ended in 2026.");
            }
        }
        String token = type == MethodType.CARD ? token(body.require(card, "card")) : null;
        return new MethodRequest(type, token, remarks(body, Remarks.NONE));
    }

    private static String token(Fields card) {
        for (String secret : SECRET) {
            if (card.has(secret)) {
                throw card.problem(
                        ErrorCode.CARD_NUMBER_REFUSED,
                        secret,
                        "What is printed on a card never enters. Send card[token], which the provider's page gives.");
            }
        }
        String token = card.requireText("token");
        if (!token.matches("tok_[A-Za-z0-9_]{2,250}") || token.length() > TOKEN_MAX) {
            throw card.problem(
                    ErrorCode.PARAMETER_INVALID, "token", "card[token] is a provider's token, such as tok_visa.");
        }
        return token;
    }

    /** What is written on a method, as it is afterwards. */
    static Remarks remarks(Fields body, Remarks before) {
        Redisplay redisplay = body.oneOf("allow_redisplay", Redisplay.class);
        return new Remarks(
                redisplay == null ? before.redisplay() : redisplay.name().toLowerCase(java.util.Locale.ROOT),
                billing(body, before.billing()),
                Amendments.metadata(body, before.metadata()));
    }

    /** Whether a page may show a method to the customer again. */
    enum Redisplay {
        ALWAYS,
        LIMITED,
        UNSPECIFIED
    }

    private static Billing billing(Fields body, Billing before) {
        if (Amendments.isUnset(body, "billing_details")) {
            return Billing.UNKNOWN;
        }
        Fields sent = body.group("billing_details");
        if (sent == null) {
            return before;
        }
        return new Billing(
                Amendments.text(sent, "name", before.name(), TEXT_MAX),
                Amendments.text(sent, "email", before.email(), TEXT_MAX),
                Amendments.text(sent, "phone", before.phone(), TEXT_MAX),
                Amendments.address(sent, before.address()));
    }
}
