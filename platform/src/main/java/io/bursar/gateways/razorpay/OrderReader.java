package io.bursar.gateways.razorpay;

import io.bursar.gateways.Decline;
import io.bursar.gateways.Decline.Retry;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.NextAction;
import io.bursar.gateways.ProviderPayment;
import io.bursar.gateways.ProviderPayment.Standing;
import io.bursar.gateways.ProviderRefund;
import io.bursar.gateways.wire.Json;
import io.bursar.money.Currency;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Orders with the payments made for them, as facts. Rupees are counted in paise on both sides. */
final class OrderReader {
    /** Left with Razorpay in the notes of order and payment. */
    static final String ATTEMPT = "bursar_attempt";

    static final String OPERATION = "bursar_operation";
    static final String SETUP = "bursar_setup";
    private static final List<String> BEST = List.of("captured", "refunded", "authorized", "created", "failed");
    /** What is not captured by then goes back to the payer. */
    private static final Duration CAPTURE_WITHIN = Duration.ofDays(3);

    private OrderReader() {}

    /** What is known of an order beside its payments. */
    record Frame(String id, @Nullable String attempt, Currency currency, long amount) {
        static Frame of(Json order) {
            return new Frame(
                    order.require("id"),
                    order.in("notes").text(ATTEMPT),
                    currency(order),
                    order.requireNumber("amount"));
        }

        /** Of a payment that says what it is for. */
        static Frame ofPayment(Json payment) {
            return new Frame(
                    payment.require("order_id"),
                    payment.in("notes").text(ATTEMPT),
                    currency(payment),
                    payment.requireNumber("amount"));
        }

        private static Currency currency(Json object) {
            String code = object.require("currency").toLowerCase(Locale.ROOT);
            if (!Currency.isWellFormed(code)) {
                throw new Json.Lacking("currency");
            }
            return Currency.of(code);
        }
    }

    /** The payment that decides: the one that got furthest, of equals the newest. */
    static Optional<Json> best(List<Json> payments) {
        return payments.stream()
                .min(Comparator.<Json>comparingInt(payment -> rank(payment.text("status", "")))
                        .thenComparing(payment -> -payment.number("created_at", 0)));
    }

    private static int rank(String status) {
        int place = BEST.indexOf(status);
        return place < 0 ? BEST.size() : place;
    }

    /** Just made: the payer is to open a link. */
    static ProviderPayment begun(Frame frame, String payment, NextAction.Upi action) {
        return payment(frame, new Standing.ActionNeeded(action), Sums.NONE, null, payment, null);
    }

    /** Without any payment yet. */
    static ProviderPayment open(Frame frame) {
        return payment(frame, new Standing.Open(), Sums.NONE, null, null, List.of());
    }

    /** Sums in paise. */
    private record Sums(long authorised, long captured, long released, long refunded) {
        static final Sums NONE = new Sums(0, 0, 0, 0);
    }

    /** @param refunds null: not known */
    static ProviderPayment read(Frame frame, Json payment, @Nullable List<ProviderRefund> refunds) {
        String status = payment.require("status");
        long amount = payment.requireNumber("amount");
        boolean wasCaptured = payment.isTrue("captured");
        long refunded = payment.number("amount_refunded", 0);
        Sums sums =
                switch (status) {
                    case "authorized" -> new Sums(amount, 0, 0, 0);
                    case "captured" -> new Sums(amount, amount, 0, refunded);
                    // Refunded without having been captured: given back by Razorpay itself.
                    case "refunded" ->
                        wasCaptured ? new Sums(amount, amount, 0, refunded) : new Sums(amount, 0, amount, 0);
                    default -> Sums.NONE;
                };
        return payment(frame, standing(payment, status, wasCaptured), sums, payment, payment.require("id"), refunds);
    }

    private static Standing standing(Json payment, String status, boolean wasCaptured) {
        return switch (status) {
            case "authorized" ->
                new Standing.Authorised(Instant.ofEpochSecond(payment.requireNumber("created_at"))
                        .plus(CAPTURE_WITHIN));
            case "captured" -> new Standing.Captured();
            case "refunded" -> wasCaptured ? new Standing.Captured() : new Standing.Released("automatic");
            case "failed" -> new Standing.Failed(decline(payment));
            // The payer has a link, or the bank has the debit; what may come one day is nothing to be sure of.
            default -> new Standing.Processing();
        };
    }

    static Decline decline(Json payment) {
        String reason = payment.text("error_reason", "payment_failed");
        String message = payment.text("error_description", "The payment failed.");
        Retry retry =
                switch (reason) {
                    case "insufficient_funds", "insufficient_balance", "transaction_limit_exceeded" ->
                        Retry.OTHER_METHOD;
                    case "payment_risk_check_failed", "debit_instrument_blocked" -> Retry.NEVER;
                    default -> Retry.ELSEWHERE;
                };
        return new Decline("payment_failed", reason, message, payment.text("error_code"), retry);
    }

    private static ProviderPayment payment(
            Frame frame,
            Standing standing,
            Sums sums,
            @Nullable Json payment,
            @Nullable String charge,
            @Nullable List<ProviderRefund> refunds) {
        return new ProviderPayment(
                RazorpayGateway.NAME,
                frame.id(),
                frame.attempt(),
                standing,
                frame.currency(),
                frame.amount(),
                sums.authorised(),
                sums.captured(),
                sums.released(),
                sums.refunded(),
                refunds,
                charge,
                payment == null ? null : method(payment),
                payment == null ? null : fee(payment),
                payment == null ? null : payment.text("token_id"));
    }

    private static @Nullable Long fee(Json payment) {
        long fee = payment.number("fee", -1);
        return fee < 0 ? null : fee;
    }

    static MethodDetails method(Json payment) {
        return new MethodDetails(MethodType.UPI, payment.text("token_id"), null, payment.text("vpa"));
    }

    static ProviderRefund refund(Json refund) {
        ProviderRefund.Status status =
                switch (refund.require("status")) {
                    case "processed" -> ProviderRefund.Status.SUCCEEDED;
                    case "failed" -> ProviderRefund.Status.FAILED;
                    default -> ProviderRefund.Status.PENDING;
                };
        return new ProviderRefund(
                refund.require("id"),
                refund.in("notes").text(OPERATION),
                refund.requireNumber("amount"),
                status,
                status == ProviderRefund.Status.FAILED ? "unknown" : null,
                Instant.ofEpochSecond(refund.requireNumber("created_at")));
    }
}
