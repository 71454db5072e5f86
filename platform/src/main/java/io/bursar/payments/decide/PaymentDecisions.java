package io.bursar.payments.decide;

import io.bursar.gateways.Answer;
import io.bursar.gateways.Decline;
import io.bursar.gateways.NextAction;
import io.bursar.gateways.Order;
import io.bursar.gateways.ProviderPayment;
import io.bursar.gateways.ProviderPayment.Standing;
import io.bursar.payments.decide.Operation.Kind;
import io.bursar.payments.decide.Operation.Notes;
import io.bursar.payments.decide.Operation.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway's word makes of a payment. Tallies decide, and they only grow: so that news that are late, repeated or
 * out of order change nothing, and those of a backward edge that the gateway really took do.
 */
public final class PaymentDecisions {
    public static final String SUCCEEDED = "payment_intent.succeeded";
    private static final String CAPTURABLE = "payment_intent.amount_capturable_updated";

    private PaymentDecisions() {}

    /** What there is to do about what a gateway said. */
    public sealed interface Heard {
        /** It changes this; there may be more in it, to be heard afterwards. */
        record Next(Step step) implements Heard {}

        /** Nothing in it is news. */
        record Known() implements Heard {}

        /** The gateway is to be asked first: it speaks of refunds that it does not list, or may be old. */
        record ToAsk() implements Heard {}

        /** It is not what was asked for. @param differences by name */
        record Odd(Map<String, String> differences) implements Heard {}
    }

    /** Where new ids and the time come from. */
    public record Surroundings(Supplier<UUID> ids, Instant now) {}

    /** How old a gateway's word may be. */
    public enum Word {
        /** It was asked just now. */
        FRESH,
        /** It came on its own account, perhaps late: where it is not cumulative it decides nothing. */
        TOLD
    }

    /** The first change that is in a gateway's word about an attempt. */
    public static Heard hear(Payment payment, Attempt attempt, ProviderPayment said, Word word, Surroundings around) {
        Map<String, String> differences = differences(attempt, said);
        if (!differences.isEmpty()) {
            return new Heard.Odd(differences);
        }
        if (attempt.authorisation().isSuspended()) {
            return word == Word.FRESH ? new Heard.Next(asAsked(payment, attempt)) : new Heard.ToAsk();
        }
        Attempt known =
                attempt.at(said.id(), said.charge()).with(attempt.details().knowing(said));
        Optional<Step> step = authorised(payment, known, said)
                .or(() -> captured(payment, known, said, around))
                .or(() -> released(payment, known, said, around))
                .or(() -> standing(payment, known, said, around));
        if (step.isPresent()) {
            return new Heard.Next(step.get());
        }
        boolean isUntold = said.refunds() == null && said.refunded() > knownRefunds(attempt);
        if (isUntold || (word == Word.TOLD && Refunding.goesBack(known, said))) {
            return new Heard.ToAsk();
        }
        return Refunding.hear(payment, known, said, around)
                .or(() -> known.equals(attempt) ? Optional.empty() : Optional.of(Step.of(payment, known, null)))
                .<Heard>map(Heard.Next::new)
                .orElseGet(Heard.Known::new);
    }

    /** The gateway corrects itself: what stands in suspense is undone, and the rest of its word is heard afterwards. */
    private static Step asAsked(Payment payment, Attempt attempt) {
        Operation asked = attempt.authorisation();
        return Step.of(payment, attempt.with(asked.booked(0)), null)
                .booking(new Booking.SuspendNoMore(asked.ledger()))
                .warning("gateway_mismatch_over", Map.of("charge", PublicNames.charge(attempt.id())));
    }

    private static long knownRefunds(Attempt attempt) {
        return attempt.refunds().stream()
                .filter(each ->
                        each.state() instanceof OperationState.Sent || each.state() instanceof OperationState.Succeeded)
                .mapToLong(Operation::amount)
                .sum();
    }

    private static Map<String, String> differences(Attempt attempt, ProviderPayment said) {
        long expected = attempt.operations().stream()
                .filter(each -> each.is(Kind.AUTHORISE) || each.is(Kind.INCREMENT))
                .mapToLong(Operation::amount)
                .max()
                .orElse(0);
        if (!said.currency().equals(attempt.currency())) {
            return Map.of(
                    "currency",
                    said.currency().code(),
                    "expected",
                    attempt.currency().code());
        }
        if (said.asked() > expected || said.authorised() > expected || said.captured() > expected) {
            return Map.of("amount", String.valueOf(said.asked()), "expected", String.valueOf(expected));
        }
        boolean isOther = said.attempt() != null && !said.attempt().equals(PublicNames.charge(attempt.id()));
        if (isOther) {
            return Map.of("attempt", String.valueOf(said.attempt()), "expected", PublicNames.charge(attempt.id()));
        }
        boolean isLess = attempt.tally().authorised() == 0 && said.authorised() > 0 && said.authorised() < expected;
        return isLess
                ? Map.of("amount", String.valueOf(said.authorised()), "expected", String.valueOf(expected))
                : Map.of();
    }

    // ---- money reserved

    private static Optional<Step> authorised(Payment payment, Attempt attempt, ProviderPayment said) {
        if (said.authorised() <= attempt.tally().authorised()) {
            return Optional.empty();
        }
        return Optional.of(
                attempt.tally().authorised() > 0 ? increased(payment, attempt, said) : first(payment, attempt, said));
    }

    private static Step first(Payment payment, Attempt attempt, ProviderPayment said) {
        Operation done = attempt.authorisation().in(new OperationState.Succeeded());
        List<Part> parts = Part.authorise(attempt.parts(), said.authorised());
        boolean isTaken = said.standing() instanceof Standing.Captured && said.captured() == said.authorised();
        List<Long> shares = Part.captureShares(parts, said.authorised());
        Attempt after = attempt.with(done)
                .with(attempt.details()
                        .heldUntil(said.standing() instanceof Standing.Authorised(Instant until) ? until : null));
        boolean isUnwanted = payment.isUnwanted(attempt);
        if (isUnwanted) {
            after = after.with(after.details().surplus());
        }
        long all = said.authorised();
        Step step;
        if (isTaken) {
            after = after.in(AttemptState.CAPTURED)
                    .with(new Attempt.Tally(all, all, 0, 0), Part.capture(parts, shares));
            step = Step.of(payment, after, done.id()).booking(new Booking.Charge(shares));
        } else {
            after = after.in(AttemptState.AUTHORISED).with(new Attempt.Tally(all, 0, 0, 0), parts);
            step = Step.of(payment, after, done.id()).booking(new Booking.Hold(shares));
        }
        step = step.telling("charge.succeeded", attempt.id());
        if (isUnwanted) {
            return step.warning(
                    "surplus_payment",
                    Map.of("charge", PublicNames.charge(attempt.id()), "gateway", attempt.gateway()));
        }
        if (isTaken) {
            return step.telling(SUCCEEDED, payment.id());
        }
        // Where it is taken by itself a moment later, nobody is asked to capture.
        return attempt.details().taking() == Order.Taking.AT_ONCE ? step : step.telling(CAPTURABLE, payment.id());
    }

    private static Step increased(Payment payment, Attempt attempt, ProviderPayment said) {
        long total = said.authorised();
        Attempt.Tally tally = attempt.tally();
        Attempt.Tally next = new Attempt.Tally(total, tally.captured(), tally.released(), tally.refunded());
        List<Part> parts = Part.authorise(attempt.parts(), total);
        Optional<Operation> asked = attempt.open(Kind.INCREMENT);
        Attempt after = asked.map(each -> attempt.with(each.in(new OperationState.Succeeded())))
                .orElse(attempt)
                .with(next, parts);
        Payment more = payment.of(new io.bursar.money.Money(total, attempt.currency()));
        Step step = Step.of(more, after, asked.map(Operation::id).orElse(null))
                .booking(new Booking.HoldAnew(attempt.hold(), Part.captureShares(parts, next.held())))
                .telling(CAPTURABLE, payment.id());
        return asked.isPresent()
                ? step
                : step.warning("increment_not_ours", Map.of("authorised", String.valueOf(total)));
    }

    // ---- money taken

    private static Optional<Step> captured(
            Payment payment, Attempt attempt, ProviderPayment said, Surroundings around) {
        Attempt.Tally tally = attempt.tally();
        long more = said.captured() - tally.captured();
        if (more <= 0 || more > tally.held()) {
            return Optional.empty();
        }
        boolean isFinal = said.standing() instanceof Standing.Captured || more == tally.held();
        @Nullable Operation operation = captureOf(attempt, more, around);
        List<Long> shares = Part.captureShares(attempt.parts(), more);
        Attempt.Tally next = new Attempt.Tally(
                tally.authorised(),
                tally.captured() + more,
                tally.released() + (isFinal ? tally.held() - more : 0),
                tally.refunded());
        Attempt after = attempt.with(next, Part.capture(attempt.parts(), shares))
                .in(isFinal ? AttemptState.CAPTURED : AttemptState.AUTHORISED);
        if (operation != null) {
            after = after.with(operation.in(new OperationState.Succeeded()));
        }
        Step step = Step.of(payment, after, operation == null ? null : operation.id())
                .booking(new Booking.Take(attempt.hold(), shares, isFinal))
                .telling("charge.captured", attempt.id());
        if (attempt.details().isSurplus()) {
            return Optional.of(step);
        }
        step = step.telling(isFinal ? SUCCEEDED : CAPTURABLE, payment.id());
        return Optional.of(
                operation != null && operation.amount() != more
                        ? step.warning(
                                "capture_differs",
                                Map.of("captured", String.valueOf(more), "asked", String.valueOf(operation.amount())))
                        : step);
    }

    /** The capture that was asked for; null: the gateway captures by itself; a new one: somebody did it there. */
    private static @Nullable Operation captureOf(Attempt attempt, long amount, Surroundings around) {
        Optional<Operation> open = attempt.open(Kind.CAPTURE);
        if (open.isPresent()) {
            return open.get();
        }
        if (attempt.details().taking() == Order.Taking.AT_ONCE) {
            return null;
        }
        // One that was given up for lost, and was made all the same.
        return attempt.operations().stream()
                .filter(each -> each.is(Kind.CAPTURE) && each.amount() == amount)
                .filter(each -> each.state() instanceof OperationState.Failed
                        || each.state() instanceof OperationState.Declined)
                .findFirst()
                .orElseGet(() -> Operation.prepared(
                        around.ids().get(), Kind.CAPTURE, amount, Notes.of(Source.PROVIDER), around.now()));
    }

    // ---- money given back unused

    private static Optional<Step> released(
            Payment payment, Attempt attempt, ProviderPayment said, Surroundings around) {
        Attempt.Tally tally = attempt.tally();
        long more = said.released() - tally.released();
        if (more <= 0 || tally.held() == 0 || more < tally.held()) {
            return Optional.empty();
        }
        Optional<Operation> asked = attempt.open(Kind.RELEASE);
        Attempt after = attempt.with(
                        new Attempt.Tally(
                                tally.authorised(),
                                tally.captured(),
                                tally.released() + tally.held(),
                                tally.refunded()),
                        attempt.parts())
                .in(tally.captured() > 0 ? AttemptState.CAPTURED : AttemptState.RELEASED);
        if (asked.isPresent()) {
            after = after.with(asked.get().in(new OperationState.Succeeded()));
        }
        Optional<Operation> capture = attempt.open(Kind.CAPTURE);
        if (capture.isPresent()) {
            after = after.with(capture.get().in(new OperationState.Failed("released", "the gateway let the money go")));
        }
        Step step = Step.of(payment, after, asked.map(Operation::id).orElse(null))
                .booking(new Booking.Free(attempt.hold()));
        if (asked.isEmpty()) {
            step = step.telling("charge.expired", attempt.id());
        }
        if (attempt.details().isSurplus()) {
            return Optional.of(step);
        }
        return Optional.of(
                tally.captured() > 0
                        ? step.telling(SUCCEEDED, payment.id())
                        : ended(step, reason(asked, said), around.now()));
    }

    private static @Nullable String reason(Optional<Operation> asked, ProviderPayment said) {
        if (asked.isPresent()) {
            return asked.get().notes().reason();
        }
        return said.standing() instanceof Standing.Released(String reason) && reason != null ? reason : "automatic";
    }

    private static Step ended(Step step, @Nullable String reason, Instant now) {
        Payment payment = step.after();
        return step.changing(payment.ended(reason, now)).telling("payment_intent.canceled", payment.id());
    }

    // ---- no money yet

    private static Optional<Step> standing(
            Payment payment, Attempt attempt, ProviderPayment said, Surroundings around) {
        Operation asked = attempt.authorisation();
        if (attempt.tally().authorised() > 0 || !asked.isOpen()) {
            return Optional.empty();
        }
        return switch (said.standing()) {
            case Standing.ActionNeeded needed -> actionNeeded(payment, attempt, asked, needed);
            case Standing.Processing _ ->
                isWaiting(attempt, asked) ? Optional.empty() : Optional.of(processing(payment, attempt, asked));
            case Standing.Failed(Decline decline) ->
                Optional.of(failed(payment, attempt, new OperationState.Declined(decline), decline));
            case Standing.Released _ -> Optional.of(withdrawn(payment, attempt, said, around));
            case Standing.Open _, Standing.Authorised _, Standing.Captured _ -> Optional.empty();
        };
    }

    private static Step processing(Payment payment, Attempt attempt, Operation asked) {
        Attempt after = attempt.in(AttemptState.PROCESSING)
                .with(attempt.details().acting(null))
                .with(asked.in(new OperationState.Sent()));
        Step step = Step.of(payment, after, asked.id());
        boolean isTold = asked.notes().begunAt() != null;
        return isTold ? step : step.telling("payment_intent.processing", payment.id());
    }

    /** A UPI payment that waits for its payer says no more than that it is under way. */
    private static boolean isWaiting(Attempt attempt, Operation asked) {
        boolean isUnderWay = attempt.state() == AttemptState.PROCESSING && asked.state() instanceof OperationState.Sent;
        boolean isAtPayers = attempt.state() == AttemptState.ACTION_NEEDED
                && attempt.details().action() instanceof NextAction.Upi;
        return isUnderWay || isAtPayers;
    }

    private static Optional<Step> actionNeeded(
            Payment payment, Attempt attempt, Operation asked, Standing.ActionNeeded needed) {
        boolean isUnderWay = asked.state() instanceof OperationState.Sent && attempt.state() == AttemptState.PROCESSING;
        boolean isKnown = attempt.state() == AttemptState.ACTION_NEEDED
                && needed.action().equals(attempt.details().action());
        if (isUnderWay || isKnown) {
            return Optional.empty();
        }
        Attempt after = attempt.in(AttemptState.ACTION_NEEDED)
                .with(attempt.details().acting(needed.action()))
                .with(asked.state() instanceof OperationState.Sent ? asked : asked.in(new OperationState.Sent()));
        return Optional.of(Step.of(payment, after, asked.id()).telling("payment_intent.requires_action", payment.id()));
    }

    /** The authorisation had no effect. @param decline as callers hear it */
    private static Step failed(Payment payment, Attempt attempt, OperationState how, Decline decline) {
        Operation asked = attempt.authorisation();
        Attempt after = attempt.in(AttemptState.FAILED)
                .with(attempt.details().declined(decline))
                .with(asked.in(how));
        Optional<Operation> release = attempt.open(Kind.RELEASE);
        if (release.isPresent()) {
            after = after.with(release.get().in(new OperationState.Succeeded()));
        }
        Step step = Step.of(payment, after, asked.id())
                .telling("charge.failed", attempt.id())
                .telling("payment_intent.payment_failed", payment.id());
        return step;
    }

    /** It was withdrawn at the gateway before any money was reserved. */
    private static Step withdrawn(Payment payment, Attempt attempt, ProviderPayment said, Surroundings around) {
        Operation asked = attempt.authorisation();
        Optional<Operation> release = attempt.open(Kind.RELEASE);
        Attempt after = attempt.in(AttemptState.RELEASED)
                .with(attempt.details().acting(null))
                .with(asked.in(new OperationState.Failed("canceled", "canceled at the gateway")));
        if (release.isPresent()) {
            after = after.with(release.get().in(new OperationState.Succeeded()));
        }
        Step step = Step.of(payment, after, release.map(Operation::id).orElse(asked.id()));
        return payment.ending() == null ? ended(step, reason(release, said), around.now()) : step;
    }

    // ---- answers that are no word about the payment

    /** What becomes of an operation that its call proves to have had no effect, or of which nobody knows. */
    public static Step told(Payment payment, Attempt attempt, Operation operation, Answer answer) {
        return switch (answer) {
            case Answer.Seen _ when operation.is(Kind.ANNOUNCE) -> announced(payment, attempt, operation);
            case Answer.Seen _ -> unknown(payment, attempt, operation, "the gateway did not say that it happened");
            case Answer.Unknown(String why) -> unknown(payment, attempt, operation, why);
            case Answer.Declined(Decline decline, ProviderPayment said) ->
                without(
                        payment,
                        said == null
                                ? attempt
                                : attempt.at(said.id(), said.charge())
                                        .with(attempt.details().knowing(said)),
                        operation,
                        new OperationState.Declined(decline),
                        decline);
            case Answer.Refused(String code, String message) ->
                without(
                                payment,
                                attempt,
                                operation,
                                new OperationState.Failed(code, message),
                                Declines.refused(message))
                        .warning("gateway_refused", Map.of("code", code, "message", message));
            case Answer.Missing _ ->
                without(
                                payment,
                                attempt,
                                operation,
                                new OperationState.Failed("payment_missing", "the gateway has no such payment"),
                                Declines.refused("The gateway does not know the payment."))
                        .warning("payment_missing", Map.of("gateway", attempt.gateway()));
            case Answer.NotSent(Answer.Reason reason)
            when operation.state() instanceof OperationState.Unknown ->
                // It was sent before, and what became of that is as unknown as it was.
                unknown(payment, attempt, operation, reason.name());
            case Answer.NotSent(Answer.Reason reason) ->
                without(
                        payment,
                        attempt,
                        operation,
                        new OperationState.Failed(OperationState.NOT_SENT, reason.name()),
                        Declines.notSent());
        };
    }

    /** The payer is told; the debit waits for its time. */
    private static Step announced(Payment payment, Attempt attempt, Operation operation) {
        Attempt after = attempt.in(AttemptState.PROCESSING).with(operation.in(new OperationState.Succeeded()));
        return Step.of(payment, after, operation.id()).telling("payment_intent.processing", payment.id());
    }

    /** The debit's time has come. What was announced is not made when its mandate is over. */
    public static Step due(Payment payment, Attempt attempt, Operation debit, Instant now) {
        return Step.of(payment, attempt.with(debit.begun(now)), debit.id());
    }

    /** Before its time has come, an announced debit is dropped; the gateway makes none by itself. */
    public static Step dropped(Payment payment, Attempt attempt, @Nullable String reason, Instant now) {
        OperationState canceled = new OperationState.Failed("canceled", "canceled before the debit");
        Attempt after = attempt.with(attempt.authorisation().in(canceled)).in(AttemptState.RELEASED);
        Optional<Operation> announcement = attempt.open(Kind.ANNOUNCE);
        if (announcement.isPresent()) {
            after = after.with(announcement.get().in(canceled));
        }
        return ended(Step.of(payment, after, attempt.authorisation().id()), reason, now);
    }

    /** It certainly had no effect. */
    public static Step without(
            Payment payment, Attempt attempt, Operation operation, OperationState how, Decline decline) {
        return switch (operation.kind()) {
            case ANNOUNCE -> failed(payment, attempt.with(operation.in(how)), how, decline);
            case AUTHORISE -> failed(payment, attempt, how, decline);
            case CAPTURE, INCREMENT, RELEASE -> Step.of(payment, attempt.with(operation.in(how)), operation.id());
            case REFUND -> Refunding.failed(payment, attempt, operation, how);
            case DISPUTE, WITHDRAW, REINSTATE -> throw new IllegalStateException("what a bank did has happened");
        };
    }

    private static Step unknown(Payment payment, Attempt attempt, Operation operation, String why) {
        if (!(operation.state() instanceof OperationState.Prepared)) {
            return Step.of(payment, attempt, operation.id());
        }
        Attempt after = attempt.with(operation.in(new OperationState.Unknown(why)));
        boolean isUndecided = operation.is(Kind.AUTHORISE) && attempt.state() == AttemptState.PREPARED;
        return Step.of(payment, isUndecided ? after.in(AttemptState.PROCESSING) : after, operation.id());
    }
}
