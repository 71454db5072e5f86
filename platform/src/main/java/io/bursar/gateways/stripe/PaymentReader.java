package io.bursar.gateways.stripe;

import io.bursar.gateways.ProviderPayment;
import io.bursar.gateways.ProviderPayment.Standing;
import io.bursar.gateways.ProviderRefund;
import io.bursar.gateways.wire.Json;
import io.bursar.money.Currency;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Payment intents as facts. */
final class PaymentReader {
    /** Which operation made what: left with Stripe, so that whatever it tells can be brought home. */
    static final String ATTEMPT = "bursar_attempt";

    static final String OPERATION = "bursar_operation";

    /** What an answer must have expanded to be read whole. */
    static final String CHARGE = "latest_charge";

    static final String FEE = "latest_charge.balance_transaction";
    static final String REFUNDS = "latest_charge.refunds";

    private PaymentReader() {}

    /** Sums of one payment, in Stripe's own units. */
    private record Sums(long authorised, long captured, long released, long refunded) {}

    /** @throws Json.Lacking when it is not as Stripe describes it */
    static ProviderPayment read(Json intent) {
        return read(intent, refunds(intent.in(CHARGE), Amounts.currency(intent)));
    }

    /** @param refunds null: not known */
    static ProviderPayment read(Json intent, @Nullable List<ProviderRefund> refunds) {
        Currency currency = Amounts.currency(intent);
        Json charge = intent.in(CHARGE);
        String status = intent.require("status");
        Sums sums = charge.isThere() ? ofCharge(charge, status) : ofIntent(intent, status);
        return new ProviderPayment(
                "stripe",
                intent.require("id"),
                intent.in("metadata").text(ATTEMPT),
                standing(intent, charge, status),
                currency,
                Amounts.fromStripe(intent.requireNumber("amount"), currency),
                Amounts.fromStripe(sums.authorised(), currency),
                Amounts.fromStripe(sums.captured(), currency),
                Amounts.fromStripe(sums.released(), currency),
                sums.refunded() < 0 ? -1 : Amounts.fromStripe(sums.refunded(), currency),
                refunds,
                intent.id(CHARGE),
                MethodReader.ofCharge(charge),
                fee(intent, charge, currency),
                charge.in("payment_method_details").in("card").text("mandate"));
    }

    /** Whether a signed intent tells enough: once it is canceled, only its charge tells what was reserved before. */
    static boolean isWhole(Json intent) {
        return intent.in(CHARGE).isThere()
                || intent.text(CHARGE) == null
                || !intent.text("status", "").equals("canceled");
    }

    private static boolean isOver(String status) {
        return status.equals("succeeded") || status.equals("canceled");
    }

    /** Stripe counts what it gave back without having taken it as refunded too. */
    private static Sums ofCharge(Json charge, String status) {
        if (!charge.text("status", "").equals("succeeded")) {
            return new Sums(0, 0, 0, 0);
        }
        long authorised = charge.requireNumber("amount");
        long captured = charge.number("amount_captured", 0);
        long released = isOver(status) ? authorised - captured : 0;
        return new Sums(authorised, captured, released, charge.number("amount_refunded", 0) - released);
    }

    private static Sums ofIntent(Json intent, String status) {
        long amount = intent.requireNumber("amount");
        long captured = intent.number("amount_received", 0);
        return switch (status) {
            case "requires_capture" -> new Sums(amount, captured, 0, -1);
            case "succeeded" -> new Sums(amount, captured, amount - captured, -1);
            default -> new Sums(0, 0, 0, 0);
        };
    }

    private static Standing standing(Json intent, Json charge, String status) {
        return switch (status) {
            case "requires_payment_method" -> {
                Json error = intent.in("last_payment_error");
                yield error.isThere() ? new Standing.Failed(Declines.read(error)) : new Standing.Open();
            }
            case "requires_confirmation" -> new Standing.Open();
            case "requires_action" -> new Standing.ActionNeeded(NextActions.read(intent));
            case "requires_capture" -> new Standing.Authorised(until(charge));
            case "succeeded" -> new Standing.Captured();
            case "canceled" -> new Standing.Released(intent.text("cancellation_reason"));
            // What Stripe may add one day is nothing to be sure of.
            default -> new Standing.Processing();
        };
    }

    private static @Nullable Instant until(Json charge) {
        long seconds = charge.in("payment_method_details").in("card").number("capture_before", 0);
        return seconds == 0 ? null : Instant.ofEpochSecond(seconds);
    }

    /** Of several captures each has a fee of its own, and a charge shows only the last. */
    private static @Nullable Long fee(Json intent, Json charge, Currency currency) {
        Json balance = charge.in("balance_transaction");
        boolean isOne = intent.in("payment_method_options").in("card").text("request_multicapture") == null;
        if (!isOne || !balance.isThere() || !Amounts.currency(balance).equals(currency)) {
            return null;
        }
        return Amounts.fromStripe(balance.requireNumber("fee"), currency);
    }

    /** Those within an expanded charge; null when they are not there, or not all. */
    private static @Nullable List<ProviderRefund> refunds(Json charge, Currency currency) {
        Json list = charge.in("refunds");
        if (!list.isThere() || list.isTrue("has_more")) {
            return null;
        }
        return list.list("data").stream()
                .map(refund -> refund(refund, currency))
                .toList();
    }

    static ProviderRefund refund(Json refund, Currency currency) {
        ProviderRefund.Status status =
                switch (refund.require("status")) {
                    case "succeeded" -> ProviderRefund.Status.SUCCEEDED;
                    case "failed" -> ProviderRefund.Status.FAILED;
                    case "canceled" -> ProviderRefund.Status.CANCELED;
                    default -> ProviderRefund.Status.PENDING;
                };
        return new ProviderRefund(
                refund.require("id"),
                refund.in("metadata").text(OPERATION),
                Amounts.fromStripe(refund.requireNumber("amount"), currency),
                status,
                refund.text("failure_reason"),
                Instant.ofEpochSecond(refund.requireNumber("created")));
    }
}
