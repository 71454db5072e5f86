package io.bursar.payments;

import io.bursar.api.ErrorCode;
import io.bursar.api.ObjectIds;
import io.bursar.api.Problem;
import io.bursar.gateways.Answer;
import io.bursar.gateways.Capabilities;
import io.bursar.gateways.Capabilities.Ability;
import io.bursar.gateways.Decline;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.Order.Presence;
import io.bursar.gateways.Order.Taking;
import io.bursar.payments.Saves.Saved;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.AttemptState;
import io.bursar.payments.decide.IntentTerms;
import io.bursar.payments.decide.Operation;
import io.bursar.payments.decide.Operation.Kind;
import io.bursar.payments.decide.Operation.Notes;
import io.bursar.payments.decide.OperationState;
import io.bursar.payments.decide.Part;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.Step;
import io.bursar.payments.tell.Reply;
import io.bursar.payments.tell.Reply.Sight;
import io.bursar.routing.Decision;
import io.bursar.routing.Routing;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tries to take a payment: at one gateway, and at another only on proof that nothing happened at the first. */
@Component
public final class ConfirmPayment {
    /** Banks that may say no to one confirmation, at most; networks count who asks on. */
    private static final int DECLINES_MAX = 3;

    /** In which an announcement has reached its gateway, or never will: longer than it is asked about. */
    private static final Duration ANNOUNCING = ResolveUnknown.PROOF.plusMinutes(5);

    private final PaymentStore store;
    private final Saves saves;
    private final Operate operate;
    private final Gateways gateways;

    ConfirmPayment(PaymentStore store, Saves saves, Operate operate, Gateways gateways) {
        this.store = store;
        this.saves = saves;
        this.operate = operate;
        this.gateways = gateways;
    }

    /**
     * What to confirm with.
     *
     * @param candidates gateways in their order, at least one, with what the payer pays with at each
     * @param route why these, and why in this order
     * @param terms of the payment from now on
     */
    public record Confirmation(
            List<Candidate> candidates,
            Decision route,
            IntentTerms terms,
            Presence presence,
            @Nullable String returnUrl) {
        public Confirmation {
            candidates = List.copyOf(candidates);
        }
    }

    /** @return what the caller is answered; kept under the pass's key with the change that decided it */
    public Reply confirm(Payment read, Confirmation asked, Pass pass) {
        Payment payment = read;
        List<Candidate> left = new ArrayList<>(asked.candidates());
        boolean isFirst = true;
        int before = read.attempts().size();
        while (true) {
            Candidate candidate = left.removeFirst();
            boolean isLast = left.isEmpty();
            Prepared prepared = prepare(payment, candidate, asked);
            Riding riding = (isFirst ? pass.claiming(payment.publicId()) : pass.riding())
                    .with(Routing.rows(
                            asked.route(),
                            new Routing.Try(prepared.attempt, payment.id(), payment.book(), candidate.gateway())));
            switch (saves.save(payment, prepared.step, prepared.now, riding)) {
                case Saved.Done(Payment after) -> payment = after;
                case Saved.Overtaken _ -> {
                    return Reply.refused(overtaken());
                }
                case Saved.Refused refused -> throw new IllegalStateException("nothing was to be booked: " + refused);
            }
            isFirst = false;
            UUID attempt = prepared.attempt;
            payment = operate.carryOut(
                    payment,
                    attempt,
                    prepared.operation,
                    pass.answering(
                            after -> reply(after, attempt, pass.sight()),
                            after -> isKnown(after, attempt) && (isLast || !mayTryElsewhere(after, attempt, before))));
            if (isLast || !mayTryElsewhere(payment, attempt, before)) {
                return pass.given(reply(payment, attempt, pass.sight()));
            }
        }
    }

    private static boolean isKnown(Payment payment, UUID attempt) {
        OperationState state = payment.attempt(attempt).authorisation().state();
        return !(state instanceof OperationState.Unknown || state instanceof OperationState.Prepared);
    }

    /** Only on proof that nothing happened. @param before attempts that the payment had when it was confirmed */
    private static boolean mayTryElsewhere(Payment payment, UUID attempt, int before) {
        Attempt tried = payment.attempt(attempt);
        Decline decline = tried.details().decline();
        long declines = payment.attempts().stream()
                .filter(each -> each.ordinal() > before)
                .filter(each -> each.authorisation().state() instanceof OperationState.Declined)
                .count();
        return tried.state() == AttemptState.FAILED
                && decline != null
                && decline.retry() == Decline.Retry.ELSEWHERE
                && declines < DECLINES_MAX
                && payment.ending() == null;
    }

    /** What a caller hears of a try. */
    public static Reply reply(Payment payment, UUID attempt, Sight sight) {
        Attempt tried = payment.attempt(attempt);
        Decline decline = tried.details().decline();
        if (tried.state() != AttemptState.FAILED || decline == null) {
            return Reply.of(payment, sight);
        }
        if (tried.authorisation().state() instanceof OperationState.Failed(String code, String reason)
                && code.equals(OperationState.NOT_SENT)) {
            ErrorCode unavailable =
                    reason.equals(Answer.Reason.BUSY.name()) ? ErrorCode.GATEWAY_BUSY : ErrorCode.GATEWAY_UNAVAILABLE;
            return Reply.unfit(payment, unavailable, decline.message(), sight);
        }
        return Reply.declined(payment, tried, decline, sight);
    }

    public static Problem overtaken() {
        return Problem.of(
                ErrorCode.LOCK_TIMEOUT,
                "Another request changed the payment at the same time. Read it, and ask again if that still fits.");
    }

    private record Prepared(Step step, UUID attempt, UUID operation, Instant now) {}

    private Prepared prepare(Payment payment, Candidate candidate, Confirmation asked) {
        Instant now = store.now();
        UUID attempt = ObjectIds.next(payment.book());
        UUID debit = ObjectIds.next(payment.book());
        Instant debitAt = debitAt(candidate, now);
        UUID operation = debitAt == null ? debit : ObjectIds.next(payment.book());
        List<Part> parts = asked.terms().destination().stream()
                .map(share -> Part.of(share.account(), share.weight()))
                .toList();
        Attempt.Details details = new Attempt.Details(
                candidate.instrument(),
                taking(candidate.gateway(), asked.terms()),
                asked.presence(),
                candidate.customer(),
                candidate.method(),
                candidate.known(),
                asked.returnUrl(),
                null,
                null,
                null,
                null,
                null,
                false,
                candidate.payer());
        Attempt prepared = new Attempt(
                        attempt,
                        payment.attempts().size() + 1,
                        candidate.gateway(),
                        AttemptState.PREPARED,
                        null,
                        null,
                        payment.amount().currency(),
                        Attempt.Tally.NOTHING,
                        0,
                        parts,
                        details,
                        null,
                        now,
                        List.of())
                .with(Operation.prepared(
                        debit, Kind.AUTHORISE, payment.amount().minor(), Notes.NONE.waitingFor(debitAt), now));
        if (debitAt != null) {
            prepared = prepared.with(Operation.prepared(
                    operation, Kind.ANNOUNCE, payment.amount().minor(), Notes.NONE.waitingFor(debitAt), now));
        }
        IntentTerms terms =
                candidate.method() == null ? asked.terms() : asked.terms().paidWith(candidate.method());
        Step step = Step.of(payment.with(terms), prepared, operation);
        return new Prepared(step, attempt, operation, now);
    }

    /** When a debit is to be made of which its payer is told first; null: now. */
    private @Nullable Instant debitAt(Candidate candidate, Instant now) {
        Duration notice = gateways.capabilities(candidate.gateway())
                .map(Capabilities::preDebitNotice)
                .orElse(Duration.ZERO);
        boolean isAnnounced = candidate.instrument() instanceof Instrument.Mandate && !notice.isZero();
        return isAnnounced ? now.plus(notice).plus(ANNOUNCING).truncatedTo(ChronoUnit.SECONDS) : null;
    }

    private Taking taking(String gateway, IntentTerms terms) {
        if (!terms.isManual()) {
            return Taking.AT_ONCE;
        }
        boolean isMany = terms.options().severalCaptures()
                && gateways.capabilities(gateway)
                        .map(each -> each.has(Ability.MULTIPLE_CAPTURE))
                        .orElse(false);
        return isMany ? Taking.LATER_IN_PARTS : Taking.LATER;
    }
}
