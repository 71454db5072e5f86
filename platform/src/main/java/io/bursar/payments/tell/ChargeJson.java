package io.bursar.payments.tell;

import io.bursar.api.JsonOut;
import io.bursar.gateways.Decline;
import io.bursar.gateways.MethodDetails;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.AttemptState;
import io.bursar.payments.decide.Balances;
import io.bursar.payments.decide.Disputing;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An attempt in the shape of Stripe's charge. */
public final class ChargeJson {
    private ChargeJson() {}

    public static void write(JsonOut out, Payment payment, Attempt attempt) {
        Attempt.Tally tally = attempt.tally();
        Decline decline =
                attempt.state() == AttemptState.FAILED ? attempt.details().decline() : null;
        boolean isPaid = attempt.hasMoney();
        UUID balance = Balances.lastOf(attempt);
        out.text("id", PublicNames.charge(attempt.id()))
                .text("object", "charge")
                .integer("amount", attempt.authorisation().amount())
                .integer("amount_captured", tally.captured())
                .integer("amount_refunded", tally.refunded())
                .text("balance_transaction", balance == null ? null : PublicNames.balanceTransaction(balance))
                .object("billing_details", ChargeJson::nobody)
                .text("calculated_statement_descriptor", payment.terms().statementDescriptor())
                .flag("captured", attempt.state() == AttemptState.CAPTURED)
                .integer("created", attempt.createdAt().getEpochSecond())
                .text("currency", attempt.currency().code())
                .text("customer", payment.terms().customer())
                .text("description", payment.terms().description())
                .text(
                        "dispute",
                        Disputing.last(attempt).map(PublicNames::dispute).orElse(null))
                .flag("disputed", Disputing.last(attempt).isPresent())
                .text("failure_code", decline == null ? null : decline.code())
                .text("failure_message", decline == null ? null : decline.message())
                .text("gateway", attempt.gateway())
                .text("gateway_payment", attempt.payment())
                .flag("livemode", false)
                .texts("metadata", payment.terms().metadata())
                .object("outcome", inner -> outcome(inner, isPaid, decline))
                .flag("paid", isPaid)
                .text("payment_intent", payment.publicId())
                .text("payment_method", attempt.details().method());
        method(out, attempt.details().known());
        out.text("receipt_email", payment.terms().receiptEmail())
                .flag("refunded", tally.captured() > 0 && tally.refunded() == tally.captured())
                .text("review", null)
                .text("statement_descriptor", payment.terms().statementDescriptor())
                .text("statement_descriptor_suffix", payment.terms().statementSuffix())
                .text("status", status(attempt));
    }

    private static String status(Attempt attempt) {
        return switch (attempt.state()) {
            case PREPARED, ACTION_NEEDED, PROCESSING -> "pending";
            case AUTHORISED, CAPTURED, RELEASED -> "succeeded";
            case FAILED -> "failed";
        };
    }

    private static void outcome(JsonOut out, boolean isPaid, @Nullable Decline decline) {
        out.text("network_status", isPaid ? "approved_by_network" : decline == null ? null : "declined_by_network")
                .text("network_decline_code", decline == null ? null : decline.networkCode())
                .text("reason", decline == null ? null : decline.declineCode())
                .text("seller_message", isPaid ? "Payment complete." : decline == null ? null : decline.message())
                .text("type", isPaid ? "authorized" : decline == null ? "pending" : "issuer_declined");
    }

    private static void nobody(JsonOut out) {
        out.text("address", null).text("email", null).text("name", null).text("phone", null);
    }

    public static void method(JsonOut out, @Nullable MethodDetails known) {
        if (known == null) {
            out.text("payment_method_details", null);
            return;
        }
        out.object("payment_method_details", details -> {
            details.text("type", known.type().text());
            switch (known.type()) {
                case CARD -> details.object("card", card -> card(card, known.card()));
                case UPI -> details.object("upi", upi -> upi.text("vpa", known.vpa()));
            }
        });
    }

    private static void card(JsonOut out, MethodDetails.@Nullable Card card) {
        if (card == null) {
            return;
        }
        out.text("brand", card.brand())
                .text("country", card.country())
                .integer("exp_month", card.expMonth())
                .integer("exp_year", card.expYear())
                .text("fingerprint", card.fingerprint())
                .text("funding", card.funding())
                .text("last4", card.last4())
                .text("network", card.brand());
        if (card.secured() == MethodDetails.Secured.NOT_TRIED) {
            out.text("three_d_secure", null);
            return;
        }
        out.object(
                "three_d_secure",
                inner -> inner.text("result", result(card.secured())).text("version", "2.2.0"));
    }

    private static String result(MethodDetails.Secured secured) {
        return switch (secured) {
            case AUTHENTICATED -> "authenticated";
            case ATTEMPTED -> "attempt_acknowledged";
            case FAILED, NOT_TRIED -> "failed";
        };
    }
}
