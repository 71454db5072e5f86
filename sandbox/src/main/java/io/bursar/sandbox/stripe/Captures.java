package io.bursar.sandbox.stripe;

import io.bursar.sandbox.faults.Effect;
import io.bursar.sandbox.faults.FaultKind;
import io.bursar.sandbox.world.Book;
import java.util.List;
import java.util.Set;

/** Taking what is reserved, whole or in parts; reserving more; giving it back. */
final class Captures {
    static final Set<String> CAPTURE = Set.of(
            "amount_to_capture", "final_capture", "metadata", "statement_descriptor", "statement_descriptor_suffix");
    static final Set<String> CANCEL = Set.of("cancellation_reason");
    static final Set<String> INCREMENT = Set.of("amount", "description", "metadata", "statement_descriptor");
    private static final List<String> REASONS =
            List.of("abandoned", "duplicate", "fraudulent", "requested_by_customer");
    private static final List<String> CANCELABLE = List.of(
            PaymentIntent.NEEDS_METHOD,
            PaymentIntent.NEEDS_CAPTURE,
            PaymentIntent.NEEDS_CONFIRMATION,
            PaymentIntent.NEEDS_ACTION,
            PaymentIntent.PROCESSING);
    /** With {@code automatic_async} the balance transaction appears only then. */
    private static final long BALANCE_LATER_MS = 2_000;

    private final State state;
    private final Balances balances;
    private final Refunds refunds;
    private final Disputes disputes;

    Captures(State state, Balances balances, Refunds refunds, Disputes disputes) {
        this.state = state;
        this.balances = balances;
        this.refunds = refunds;
        this.disputes = disputes;
    }

    /** Takes all of a charge that was just authorised. */
    void takeAll(Charge charge) {
        PaymentIntent intent = charge.intent;
        boolean isLater = intent.captureMethod.equals("automatic_async");
        book(charge, charge.amount);
        charge.isCaptured = true;
        intent.received = charge.amount;
        intent.status = PaymentIntent.SUCCEEDED;
        if (!isLater) {
            charge.balance = balances.capture(charge, charge.amount);
        }
        state.events().tell("charge.succeeded", charge);
        state.events().tell("payment_intent.succeeded", intent);
        if (isLater) {
            state.world.after(BALANCE_LATER_MS, () -> balance(charge));
        }
        disputes.afterCapture(charge);
        follow(charge);
    }

    private void balance(Charge charge) {
        BalanceTransaction balance = balances.capture(charge, charge.captured);
        charge.balance = balance;
        state.events().tell("charge.updated", charge, json -> json.putNull("balance_transaction"));
    }

    private void book(Charge charge, long amount) {
        charge.captured += amount;
        state.book().add(charge.intent.payment(), Book.Kind.CAPTURED, amount);
    }

    /** What a fault wants to follow from money having been taken. */
    private void follow(Charge charge) {
        Effect effect = state.effect();
        if (effect.is(FaultKind.REFUND_LATER)) {
            state.world.after(effect.delayMs(), () -> refunds.byProvider(charge));
        } else if (effect.is(FaultKind.DISPUTE_LATER)) {
            state.world.after(effect.delayMs(), () -> disputes.open(charge, "fraudulent"));
        }
    }

    void capture(PaymentIntent intent, Params params) {
        Charge charge = intent.charge;
        if (!intent.status.equals(PaymentIntent.NEEDS_CAPTURE) || charge == null) {
            throw StripeProblem.state(
                            "payment_intent_unexpected_state",
                            "This PaymentIntent could not be captured because it has a status of " + intent.status
                                    + ". Only a PaymentIntent with one of the following statuses may be captured:"
                                    + " requires_capture.")
                    .with("payment_intent", intent);
        }
        long amount = params.has("amount_to_capture") ? params.positive("amount_to_capture") : intent.capturable;
        if (amount > intent.capturable) {
            throw StripeProblem.invalid(
                            "Amount to capture (" + amount + ") must be less than or equal to the amount capturable ("
                                    + intent.capturable + ").",
                            "amount_to_capture")
                    .with("code", "amount_too_large");
        }
        boolean isFinal = !params.has("final_capture") || params.isTrue("final_capture");
        if (!isFinal && !intent.takesCaptures) {
            throw StripeProblem.invalid(
                    "final_capture can be false only for a PaymentIntent that asked for"
                            + " payment_method_options[card][request_multicapture]=if_available.",
                    "final_capture");
        }
        intent.metadata = params.metadata(intent.metadata);
        book(charge, amount);
        charge.isCaptured = true;
        intent.received += amount;
        intent.capturable -= amount;
        charge.balance = balances.capture(charge, amount);
        if (isFinal) {
            release(charge, intent.capturable);
            intent.status = PaymentIntent.SUCCEEDED;
        }
        state.events().tell("charge.captured", charge, json -> json.put("captured", charge.captured > amount));
        state.events().tell(isFinal ? "payment_intent.succeeded" : "payment_intent.amount_capturable_updated", intent);
        disputes.afterCapture(charge);
        follow(charge);
    }

    /** Gives back what is reserved and will not be taken. */
    private void release(Charge charge, long amount) {
        charge.released += amount;
        charge.intent.capturable = 0;
        if (amount > 0) {
            state.book().add(charge.intent.payment(), Book.Kind.RELEASED, amount);
        }
    }

    void cancel(PaymentIntent intent, Params params) {
        if (!CANCELABLE.contains(intent.status)) {
            throw StripeProblem.state(
                            "payment_intent_unexpected_state",
                            "You cannot cancel this PaymentIntent because it has a status of " + intent.status
                                    + ". Only a PaymentIntent with one of the following statuses may be canceled: "
                                    + String.join(", ", CANCELABLE) + ".")
                    .with("payment_intent", intent);
        }
        String reason = params.oneOf("cancellation_reason", "", REASONS);
        close(intent, reason.isEmpty() ? null : reason, "charge.refunded");
    }

    /** The bank holds the reservation no longer. */
    void expire(PaymentIntent intent) {
        if (intent.status.equals(PaymentIntent.NEEDS_CAPTURE)) {
            close(intent, "expired", "charge.expired");
        }
    }

    private void close(PaymentIntent intent, @org.jspecify.annotations.Nullable String reason, String chargeEvent) {
        Charge charge = intent.charge;
        boolean isReserved = intent.status.equals(PaymentIntent.NEEDS_CAPTURE) && charge != null;
        String before = intent.status;
        intent.status = PaymentIntent.CANCELED;
        intent.cancellationReason = reason;
        intent.canceledAt = state.now();
        intent.challengeUrl = null;
        if (isReserved && charge != null) {
            release(charge, intent.capturable);
            // What was taken of it before stays taken.
            if (charge.captured > 0) {
                intent.status = PaymentIntent.SUCCEEDED;
                intent.canceledAt = 0;
                intent.cancellationReason = null;
            }
            state.events()
                    .tell(
                            chargeEvent,
                            charge,
                            json -> json.put("amount_refunded", 0).put("refunded", false));
        } else if (charge != null && charge.status.equals("pending")) {
            charge.status = "failed";
        }
        state.events()
                .tell(
                        intent.status.equals(PaymentIntent.CANCELED)
                                ? "payment_intent.canceled"
                                : "payment_intent.succeeded",
                        intent,
                        json -> json.put("status", before));
    }

    void increment(PaymentIntent intent, Params params) {
        Charge charge = intent.charge;
        if (!intent.status.equals(PaymentIntent.NEEDS_CAPTURE) || charge == null || charge.captured > 0) {
            throw StripeProblem.state(
                            "payment_intent_unexpected_state",
                            "This PaymentIntent's authorization could not be incremented because it has a status of "
                                    + intent.status + ".")
                    .with("payment_intent", intent);
        }
        long amount = params.positive("amount");
        if (!intent.takesIncrements) {
            throw StripeProblem.invalid(
                    "The authorization cannot be incremented: incremental authorization was not requested with"
                            + " payment_method_options[card][request_incremental_authorization]=if_available.",
                    null);
        }
        if (amount <= intent.amount) {
            throw StripeProblem.invalid(
                    "Amount must be greater than the currently authorized amount (" + intent.amount + ").", "amount");
        }
        long more = amount - intent.amount;
        long before = intent.amount;
        intent.metadata = params.metadata(intent.metadata);
        intent.description = params.has("description") ? params.text("description") : intent.description;
        intent.amount = amount;
        intent.capturable = amount;
        charge.amount = amount;
        state.book().add(intent.payment(), Book.Kind.AUTHORISED, more);
        state.events().tell("payment_intent.amount_capturable_updated", intent, json -> {
            json.put("amount", before).put("amount_capturable", before);
        });
    }
}
