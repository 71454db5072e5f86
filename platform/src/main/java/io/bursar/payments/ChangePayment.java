package io.bursar.payments;

import io.bursar.api.ErrorCode;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.engine.Outcome;
import io.bursar.gateways.Capabilities.Ability;
import io.bursar.gateways.Gateways;
import io.bursar.ledger.Result;
import io.bursar.payments.Saves.Saved;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Booking;
import io.bursar.payments.decide.Disputing;
import io.bursar.payments.decide.IntentState;
import io.bursar.payments.decide.Operation;
import io.bursar.payments.decide.Operation.Kind;
import io.bursar.payments.decide.Operation.Notes;
import io.bursar.payments.decide.OperationState;
import io.bursar.payments.decide.Part;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PaymentDecisions;
import io.bursar.payments.decide.PaymentDecisions.Word;
import io.bursar.payments.decide.PublicNames;
import io.bursar.payments.decide.Refund;
import io.bursar.payments.decide.Step;
import io.bursar.payments.tell.RefundJson;
import io.bursar.payments.tell.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What is done with a payment after it was tried: capture, more of it, cancel, refund. */
@Component
public final class ChangePayment {
    private final PaymentStore store;
    private final Saves saves;
    private final Operate operate;
    private final Gateways gateways;

    ChangePayment(PaymentStore store, Saves saves, Operate operate, Gateways gateways) {
        this.store = store;
        this.saves = saves;
        this.operate = operate;
        this.gateways = gateways;
    }

    /** @param amount minor units; null: all that is held @param isFinal whether the rest is given back */
    public Reply capture(Payment payment, @Nullable Long amount, boolean isFinal, Pass pass) {
        if (payment.state() != IntentState.REQUIRES_CAPTURE) {
            return Reply.unfit(payment, ErrorCode.PAYMENT_INTENT_UNEXPECTED_STATE, mustBe(payment, "requires_capture"));
        }
        Attempt attempt = payment.current().orElseThrow();
        long held = attempt.tally().held();
        long taken = amount == null ? held : amount;
        if (taken > held) {
            return Reply.refused(Problem.of(
                    ErrorCode.AMOUNT_TOO_LARGE,
                    "amount_to_capture is " + taken + "; " + held + " can be captured.",
                    "amount_to_capture"));
        }
        boolean isAll = taken == held;
        Ability needed = !isFinal && !isAll
                ? Ability.MULTIPLE_CAPTURE
                : isAll ? Ability.MANUAL_CAPTURE : Ability.PARTIAL_CAPTURE;
        boolean isAsked = needed != Ability.MULTIPLE_CAPTURE
                || attempt.details().taking() == io.bursar.gateways.Order.Taking.LATER_IN_PARTS;
        if (!can(attempt, needed) || !isAsked) {
            return Reply.refused(
                    unable(attempt, needed == Ability.MULTIPLE_CAPTURE ? "final_capture" : "amount_to_capture"));
        }
        Notes notes = Notes.NONE.leavingNothing(isFinal || isAll);
        return run(payment, attempt, new Wanted(Kind.CAPTURE, taken, notes, null), pass, Reply::of);
    }

    /** @param total minor units, above what is authorised */
    public Reply increment(Payment payment, long total, Pass pass) {
        if (payment.state() != IntentState.REQUIRES_CAPTURE) {
            return Reply.unfit(payment, ErrorCode.PAYMENT_INTENT_UNEXPECTED_STATE, mustBe(payment, "requires_capture"));
        }
        Attempt attempt = payment.current().orElseThrow();
        boolean isMore = total > attempt.tally().authorised();
        if (!isMore || attempt.tally().captured() > 0) {
            return Reply.refused(Problem.of(
                    ErrorCode.PARAMETER_INVALID_INTEGER,
                    isMore
                            ? "A payment of which some was captured cannot be increased."
                            : "amount must be above the " + attempt.tally().authorised() + " that are authorised.",
                    "amount"));
        }
        if (!can(attempt, Ability.INCREMENT)) {
            return Reply.refused(unable(attempt, "amount"));
        }
        return run(payment, attempt, new Wanted(Kind.INCREMENT, total, Notes.NONE, null), pass, Reply::of);
    }

    /** @param reason of the API's; null: none given */
    public Reply cancel(Payment payment, @Nullable String reason, Pass pass) {
        return switch (payment.state()) {
            case REQUIRES_PAYMENT_METHOD, REQUIRES_CONFIRMATION -> cancelHere(payment, reason, pass);
            case REQUIRES_ACTION -> withdraw(payment, reason, pass);
            case REQUIRES_CAPTURE -> release(payment, reason, pass);
            case PROCESSING, SUCCEEDED, CANCELED ->
                isScheduled(payment) ? drop(payment, reason, pass) : tooLate(payment);
        };
    }

    private static Reply tooLate(Payment payment) {
        return Reply.unfit(
                payment,
                ErrorCode.PAYMENT_INTENT_UNEXPECTED_STATE,
                mustBe(payment, "requires_payment_method, requires_confirmation, requires_action or requires_capture"));
    }

    /** A debit that was announced and whose time has not come. */
    private static boolean isScheduled(Payment payment) {
        return payment.ending() == null
                && payment.current()
                        .filter(each -> each.authorisation().isScheduled())
                        .isPresent();
    }

    private Reply drop(Payment payment, @Nullable String reason, Pass pass) {
        Instant now = store.now();
        Step step = PaymentDecisions.dropped(payment, payment.current().orElseThrow(), reason, now);
        return ended(payment, step, now, pass);
    }

    private Reply cancelHere(Payment payment, @Nullable String reason, Pass pass) {
        Instant now = store.now();
        Step step = new Step(payment.ended(reason, now), null, null, null, List.of(), List.of())
                .telling("payment_intent.canceled", payment.id());
        return ended(payment, step, now, pass);
    }

    private Reply ended(Payment payment, Step step, Instant now, Pass pass) {
        return switch (saves.save(payment, step, now, pass.claimingAnd(payment.publicId(), Reply::of))) {
            case Saved.Done(Payment after) -> Reply.of(after);
            case Saved.Overtaken _ -> Reply.refused(ConfirmPayment.overtaken());
            case Saved.Refused refused -> throw new IllegalStateException("nothing was to be booked: " + refused);
        };
    }

    /**
     * Where the gateway withdraws nothing, as a UPI link that its payer has in hand, the payment ends here, unless it
     * was paid meanwhile; what is paid later goes back.
     */
    private Reply withdraw(Payment payment, @Nullable String reason, Pass pass) {
        Attempt attempt = payment.current().orElseThrow();
        if (can(attempt, Ability.RELEASE)) {
            return release(payment, reason, pass);
        }
        Payment now = operate.look(payment, attempt.id())
                .map(said -> operate.hear(payment, attempt.id(), new Operate.Said(said, Word.FRESH), Riding.NOTHING))
                .orElse(payment);
        return now.state() == IntentState.REQUIRES_ACTION ? cancelHere(now, reason, pass) : cancel(now, reason, pass);
    }

    private Reply release(Payment payment, @Nullable String reason, Pass pass) {
        Attempt attempt = payment.current().orElseThrow();
        if (!can(attempt, Ability.RELEASE)) {
            return Reply.refused(unable(attempt, "id"));
        }
        long held = Math.max(attempt.tally().held(), payment.amount().minor());
        return run(payment, attempt, new Wanted(Kind.RELEASE, held, Notes.NONE.because(reason), null), pass, Reply::of);
    }

    /** @param amount minor units; null: all that is left */
    public Reply refund(Payment payment, @Nullable Long amount, Refunded what, Pass pass) {
        Attempt attempt = what.attempt == null ? payment.current().orElse(null) : payment.attempt(what.attempt);
        if (attempt == null || attempt.tally().captured() == 0) {
            return Reply.refused(Problem.of(
                    ErrorCode.CHARGE_NOT_CAPTURED,
                    "Nothing of this payment was taken, so there is nothing to refund; cancel it.",
                    what.param()));
        }
        if (Disputing.isWithdrawn(attempt)) {
            return Reply.refused(Problem.of(
                    ErrorCode.CHARGE_DISPUTED,
                    "The payer's bank has taken this payment back, so there is nothing to refund.",
                    what.param()));
        }
        long left = attempt.refundable();
        if (left == 0) {
            return Reply.refused(Problem.of(
                    ErrorCode.CHARGE_ALREADY_REFUNDED,
                    "All of this payment is refunded, or about to be.",
                    what.param()));
        }
        long given = amount == null ? left : amount;
        if (given > left) {
            return Reply.refused(Problem.of(
                    ErrorCode.AMOUNT_TOO_LARGE, "amount is " + given + "; " + left + " can be refunded.", "amount"));
        }
        if (given < attempt.tally().captured() && !can(attempt, Ability.PARTIAL_REFUND)) {
            return Reply.refused(unable(attempt, "amount"));
        }
        List<Long> shares = Part.refundShares(attempt.parts(), given);
        Notes notes = Notes.NONE.because(what.reason()).ofParts(shares).withMetadata(what.metadata());
        Wanted wanted = new Wanted(Kind.REFUND, given, notes, new Booking.KeepForRefund(shares));
        return run(payment, attempt, wanted, pass, null);
    }

    /** Says something else of a refund; what was sent to the gateway stays. */
    public Reply note(Refund refund, Map<String, String> metadata, Pass pass) {
        Operation operation = refund.operation();
        if (operation.notes().metadata().equals(metadata)) {
            return told(refund);
        }
        Operation noted = operation.noting(operation.notes().withMetadata(metadata));
        Step step = Step.of(refund.payment(), refund.attempt().with(noted), operation.id())
                .telling("refund.updated", operation.id())
                .telling("charge.refund.updated", operation.id());
        Riding riding = pass.claimingAnd(refund.publicId(), after -> told(Refund.of(after, operation.id())));
        return switch (saves.save(refund.payment(), step, store.now(), riding)) {
            case Saved.Done(Payment after) -> told(Refund.of(after, operation.id()));
            case Saved.Overtaken _ -> Reply.refused(ConfirmPayment.overtaken());
            case Saved.Refused refused -> throw new IllegalStateException("nothing was to be booked: " + refused);
        };
    }

    private static Reply told(Refund refund) {
        return Reply.ok(out -> RefundJson.write(out, refund));
    }

    /**
     * @param param that named the payment, for errors
     * @param attempt of the payment's, where a charge was named; null: the one that counts
     */
    public record Refunded(
            String param, @Nullable UUID attempt, @Nullable String reason, Map<String, String> metadata) {}

    private record Wanted(
            Kind kind, long amount, Notes notes, @Nullable Booking booking) {}

    private Reply run(
            Payment payment, Attempt attempt, Wanted wanted, Pass pass, @Nullable Function<Payment, Reply> whenDone) {
        Instant now = store.now();
        UUID id = ObjectIds.next(payment.book());
        Step step = Step.of(
                payment, attempt.with(Operation.prepared(id, wanted.kind, wanted.amount, wanted.notes, now)), id);
        if (wanted.booking != null) {
            step = step.booking(wanted.booking).telling("refund.created", id);
        }
        String object = wanted.kind == Kind.REFUND ? PublicNames.refund(id) : payment.publicId();
        Saved saved = saves.save(payment, step, now, pass.claiming(object));
        return switch (saved) {
            case Saved.Overtaken _ -> Reply.refused(ConfirmPayment.overtaken());
            case Saved.Refused(Outcome.Rejection why) -> notGiven(why);
            case Saved.Done(Payment written) -> {
                Function<Payment, Reply> reply = after -> reply(after, attempt.id(), id, whenDone);
                Riding answer = pass.answering(
                        reply, each -> isKnown(each.attempt(attempt.id()).operation(id)));
                Payment after = operate.carryOut(written, attempt.id(), id, answer);
                yield pass.given(reply.apply(after));
            }
        };
    }

    private static boolean isKnown(Operation operation) {
        return !(operation.state() instanceof OperationState.Unknown
                || operation.state() instanceof OperationState.Prepared);
    }

    private static Reply notGiven(Outcome.Rejection why) {
        return Result.of(why) instanceof Result.Refused(Problem problem, var _)
                ? Reply.refused(problem)
                : Reply.refused(Problem.of(ErrorCode.CONFLICT, why.toString()));
    }

    private static Reply reply(
            Payment payment, UUID attempt, UUID operation, @Nullable Function<Payment, Reply> whenDone) {
        Operation done = payment.attempt(attempt).operation(operation);
        if (done.state() instanceof OperationState.Failed(String code, String message)) {
            if (code.equals(OperationState.NOT_SENT)) {
                return Reply.unfit(
                        payment,
                        ErrorCode.GATEWAY_UNAVAILABLE,
                        "The gateway cannot be reached now (" + message.toLowerCase(java.util.Locale.ROOT)
                                + "). Nothing happened; try again.");
            }
            if (whenDone != null) {
                return Reply.unfit(payment, ErrorCode.GATEWAY_REFUSED, "The gateway refused it: " + message);
            }
        }
        if (whenDone != null && done.state() instanceof OperationState.Declined(var decline)) {
            return Reply.declined(payment, payment.attempt(attempt), decline);
        }
        return whenDone == null
                ? Reply.ok(out -> RefundJson.write(out, Refund.of(payment, operation)))
                : whenDone.apply(payment);
    }

    private boolean can(Attempt attempt, Ability ability) {
        return gateways.capabilities(attempt.gateway())
                .map(able -> able.has(ability))
                .orElse(false);
    }

    private static Problem unable(Attempt attempt, String param) {
        return Problem.of(
                ErrorCode.GATEWAY_UNABLE,
                "The gateway " + attempt.gateway() + " cannot do this; docs/gateways.md says what each can.",
                param);
    }

    private static String mustBe(Payment payment, String states) {
        return "The payment is " + payment.state().text() + "; it must be " + states + ".";
    }
}
