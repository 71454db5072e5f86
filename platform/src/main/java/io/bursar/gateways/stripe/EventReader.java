package io.bursar.gateways.stripe;

import io.bursar.gateways.News;
import io.bursar.gateways.News.MandateStatus;
import io.bursar.gateways.ProviderDispute;
import io.bursar.gateways.wire.Json;
import io.bursar.money.Currency;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an event is about. */
final class EventReader {
    private EventReader() {}

    /** @throws Json.Lacking when its object is not as Stripe describes it */
    static News read(Json event) {
        String type = event.require("type");
        Json object = event.in("data").in("object");
        if (!object.isThere()) {
            throw new Json.Lacking("data.object");
        }
        return switch (object.text("object", "")) {
            case "payment_intent" -> ofPayment(object);
            case "charge" -> ofCharge(type, event, object);
            case "refund" -> ofRefund(object);
            case "dispute" -> new News.OfDispute(dispute(object));
            case "setup_intent" -> ofSetup(object);
            case "mandate" -> new News.OfMandate(object.require("id"), status(object), null);
            case "radar.early_fraud_warning" -> ofWarning(object);
            default -> new News.Irrelevant(object.text("id", event.require("id")));
        };
    }

    private static News ofPayment(Json intent) {
        return new News.OfPayment(
                intent.require("id"),
                intent.in("metadata").text(PaymentReader.ATTEMPT),
                PaymentReader.isWhole(intent) ? PaymentReader.read(intent) : null);
    }

    /** A charge never tells all of its payment; most of its events come with one of the payment that does. */
    private static News ofCharge(String type, Json event, Json charge) {
        String payment = charge.id("payment_intent");
        boolean tellsFee = type.equals("charge.updated")
                && event.in("data").in("previous_attributes").isThere()
                && charge.id("balance_transaction") != null;
        boolean matters = type.equals("charge.refunded") || type.equals("charge.expired") || tellsFee;
        return matters && payment != null
                ? new News.OfPayment(payment, charge.in("metadata").text(PaymentReader.ATTEMPT), null)
                : new News.Irrelevant(payment == null ? charge.require("id") : payment);
    }

    private static News ofRefund(Json refund) {
        String payment = refund.id("payment_intent");
        return payment == null
                ? new News.Irrelevant(refund.require("id"))
                : new News.OfPayment(payment, refund.in("metadata").text(PaymentReader.ATTEMPT), null);
    }

    private static News ofSetup(Json setup) {
        return new News.OfSetup(
                setup.require("id"), setup.in("metadata").text(PaymentReader.OPERATION), SetupReader.read(setup));
    }

    private static News ofWarning(Json warning) {
        String charge = warning.id("charge");
        if (charge == null) {
            throw new Json.Lacking("charge");
        }
        return new News.OfFraudWarning(
                warning.require("id"),
                charge,
                warning.id("payment_intent"),
                warning.text("fraud_type", "misc"),
                Instant.ofEpochSecond(warning.requireNumber("created")));
    }

    static MandateStatus status(Json mandate) {
        return switch (mandate.require("status")) {
            case "active" -> MandateStatus.ACTIVE;
            case "pending" -> MandateStatus.PAUSED;
            default -> MandateStatus.ENDED;
        };
    }

    static ProviderDispute dispute(Json dispute) {
        Currency currency = Amounts.currency(dispute);
        long withdrawn = 0;
        long reinstated = 0;
        long fee = 0;
        for (Json balance : dispute.list("balance_transactions")) {
            boolean isConverted = !Amounts.currency(balance).equals(currency);
            // Moved in another currency, it is still all of what is disputed.
            long amount = isConverted ? all(balance, dispute) : balance.requireNumber("amount");
            withdrawn += Amounts.fromStripe(Math.max(0, -amount), currency);
            reinstated += Amounts.fromStripe(Math.max(0, amount), currency);
            fee += isConverted ? 0 : Amounts.fromStripe(balance.number("fee", 0), currency);
        }
        return new ProviderDispute(
                StripeGateway.NAME,
                dispute.require("id"),
                dispute.id("payment_intent"),
                java.util.Objects.requireNonNullElse(dispute.id("charge"), ""),
                currency,
                Amounts.fromStripe(dispute.requireNumber("amount"), currency),
                withdrawn,
                reinstated,
                fee,
                dispute.text("reason", "general"),
                disputeStatus(dispute.require("status")),
                evidenceBy(dispute),
                (int) dispute.in("evidence_details").number("submission_count", -1),
                Instant.ofEpochSecond(dispute.requireNumber("created")));
    }

    private static long all(Json balance, Json dispute) {
        return Long.signum(balance.requireNumber("amount")) * dispute.requireNumber("amount");
    }

    private static ProviderDispute.Status disputeStatus(String status) {
        for (ProviderDispute.Status each : ProviderDispute.Status.values()) {
            if (each.name().equalsIgnoreCase(status)) {
                return each;
            }
        }
        throw new Json.Lacking("dispute status " + status);
    }

    private static @Nullable Instant evidenceBy(Json dispute) {
        long seconds = dispute.in("evidence_details").number("due_by", 0);
        return seconds == 0 ? null : Instant.ofEpochSecond(seconds);
    }
}
