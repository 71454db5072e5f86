package io.bursar.gateways.stripe;

import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodDetails.Card;
import io.bursar.gateways.MethodDetails.Secured;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.wire.Json;
import org.jspecify.annotations.Nullable;

/** Payment methods in Stripe's words. */
final class MethodReader {
    private MethodReader() {}

    /** Of a payment method, whole. @throws Json.Lacking when it is of a kind that is not known here */
    static MethodDetails ofMethod(Json method) {
        Json card = method.in("card");
        if (!card.isThere()) {
            throw new Json.Lacking("card in " + method.text("id", "a payment method"));
        }
        return new MethodDetails(MethodType.CARD, method.require("id"), card(card, Secured.NOT_TRIED), null);
    }

    /** Of what was charged; null when it tells nothing of a card. */
    static @Nullable MethodDetails ofCharge(Json charge) {
        Json card = charge.in("payment_method_details").in("card");
        if (!card.isThere()) {
            return null;
        }
        Secured secured = secured(card.in("three_d_secure"));
        return new MethodDetails(MethodType.CARD, charge.id("payment_method"), card(card, secured), null);
    }

    private static Card card(Json card, Secured secured) {
        return new Card(
                card.text("brand", "unknown"),
                card.text("last4", ""),
                (int) card.number("exp_month", 0),
                (int) card.number("exp_year", 0),
                card.text("country"),
                card.text("funding", "unknown"),
                card.text("fingerprint"),
                card.text("iin"),
                secured);
    }

    private static Secured secured(Json threeDs) {
        return switch (threeDs.text("result", "")) {
            case "authenticated" -> Secured.AUTHENTICATED;
            case "attempt_acknowledged" -> Secured.ATTEMPTED;
            case "failed", "processing_error" -> Secured.FAILED;
            default -> Secured.NOT_TRIED;
        };
    }
}
