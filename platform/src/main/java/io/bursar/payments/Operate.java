package io.bursar.payments;

import io.bursar.api.ObjectIds;
import io.bursar.engine.Riders;
import io.bursar.gateways.Answer;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.Inquiry;
import io.bursar.gateways.ProviderPayment;
import io.bursar.money.Money;
import io.bursar.payments.Keeping.Kept;
import io.bursar.payments.Saves.Saved;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.AttemptState;
import io.bursar.payments.decide.Booking;
import io.bursar.payments.decide.LookTimes;
import io.bursar.payments.decide.Operation;
import io.bursar.payments.decide.Operation.Kind;
import io.bursar.payments.decide.Operation.Notes;
import io.bursar.payments.decide.OperationState;
import io.bursar.payments.decide.Part;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PaymentDecisions;
import io.bursar.payments.decide.PaymentDecisions.Heard;
import io.bursar.payments.decide.PaymentDecisions.Surroundings;
import io.bursar.payments.decide.PaymentDecisions.Word;
import io.bursar.payments.decide.PublicNames;
import io.bursar.payments.decide.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Carries operations out: calls the gateway for those that are written, and hears what it says. */
@Component
final class Operate {
    private static final Logger LOG = LoggerFactory.getLogger(Operate.class);
    /** Somebody else changes the same payment again and again; the job comes back to it. */
    private static final int OVERTAKEN_MAX = 50;

    private final Gateways gateways;
    private final PaymentStore store;
    private final Saves saves;
    private final Keeping keeping;

    Operate(Gateways gateways, PaymentStore store, Saves saves, Keeping keeping) {
        this.gateways = gateways;
        this.store = store;
        this.saves = saves;
        this.keeping = keeping;
    }

    /**
     * Makes the call of an operation that is written, and everything true that the gateway answers.
     *
     * @param riding goes with the last of the changes that the answer makes
     * @return the payment afterwards
     */
    Payment carryOut(Payment payment, UUID attempt, UUID operation, Riding riding) {
        Attempt at = payment.attempt(attempt);
        Answer answer = gateways.perform(at.gateway(), Orders.of(payment, at, at.operation(operation)));
        return told(payment, attempt, operation, answer, riding);
    }

    /** Makes true what the answer to an operation's call says. */
    Payment told(Payment payment, UUID attempt, UUID operation, Answer answer, Riding riding) {
        Payment now = payment;
        if (answer instanceof Answer.Seen(ProviderPayment said)) {
            now = hear(
                    now,
                    attempt,
                    new Said(said, Word.FRESH),
                    new Riding(
                            riding.cause(),
                            after -> isDone(after, attempt, operation) ? riding.calls(after) : List.of()));
            Operation heard = now.attempt(attempt).operation(operation);
            boolean isAnnounced = heard.is(Kind.ANNOUNCE) && heard.isOpen();
            if (!(heard.state() instanceof OperationState.Prepared) && !isAnnounced) {
                return now;
            }
        }
        for (int i = 0; i < OVERTAKEN_MAX; i++) {
            Attempt at = now.attempt(attempt);
            Operation asked = at.operation(operation);
            if (!asked.isOpen()) {
                return now;
            }
            Step step = PaymentDecisions.told(now, at, asked, answer);
            switch (saves.save(now, step, store.now(), riding)) {
                case Saved.Done(Payment after) -> {
                    return after;
                }
                case Saved.Overtaken _ -> now = again(now);
                case Saved.Refused refused ->
                    throw new IllegalStateException("booking of " + operation + ": " + refused);
            }
        }
        throw new IllegalStateException("payment " + payment.publicId() + " is changed by others without end");
    }

    private static boolean isDone(Payment payment, UUID attempt, UUID operation) {
        return !(payment.attempt(attempt).operation(operation).state() instanceof OperationState.Prepared);
    }

    /** A gateway's word about a payment. */
    record Said(ProviderPayment payment, Word word) {}

    /** Makes true whatever of a gateway's word is news. */
    Payment hear(Payment payment, UUID attempt, Said told, Riding riding) {
        return hearing(payment, attempt, told, riding).payment;
    }

    /** As {@link #hear}; empty: the gateway must be asked before it can be heard, and does not answer. */
    Optional<Payment> hearNews(Payment payment, UUID attempt, ProviderPayment said) {
        Hearing hearing = hearing(payment, attempt, new Said(said, Word.TOLD), Riding.NOTHING);
        return hearing.isDecided ? Optional.of(hearing.payment) : Optional.empty();
    }

    /** @param isDecided whether all of the word was heard, or is overruled by what the gateway said since */
    private record Hearing(Payment payment, boolean isDecided) {}

    private Hearing hearing(Payment payment, UUID attempt, Said told, Riding riding) {
        Payment now = payment;
        Said said = told;
        boolean hasLooked = false;
        for (int i = 0; i < OVERTAKEN_MAX; i++) {
            Surroundings around = around(now);
            Kept kept = keeping.adopted(now, attempt, said.payment);
            Payment named = kept.payment();
            switch (PaymentDecisions.hear(named, named.attempt(attempt), said.payment, said.word, around)) {
                case Heard.Known _ -> {
                    return new Hearing(givenBack(now, attempt), true);
                }
                case Heard.Next(Step step) ->
                    now = saved(now, step, around, keeping(step, kept, attempt, last(step, attempt, said, riding)));
                case Heard.ToAsk _ -> {
                    Optional<ProviderPayment> looked = hasLooked ? Optional.empty() : look(now, attempt);
                    if (looked.isEmpty()) {
                        return new Hearing(now, hasLooked);
                    }
                    said = new Said(looked.get(), Word.FRESH);
                    hasLooked = true;
                }
                case Heard.Odd(Map<String, String> differences) -> {
                    Optional<ProviderPayment> looked = hasLooked ? Optional.empty() : look(now, attempt);
                    if (looked.isEmpty()) {
                        return new Hearing(hasLooked ? odd(now, attempt, said.payment, differences) : now, hasLooked);
                    }
                    LOG.warn(
                            "a gateway answered something else than was asked payment={} gateway={} differences={}",
                            now.publicId(),
                            said.payment.gateway(),
                            differences);
                    said = new Said(looked.get(), Word.FRESH);
                    hasLooked = true;
                }
            }
        }
        throw new IllegalStateException("payment " + payment.publicId() + " is changed by others without end");
    }

    /** With what makes the method that was paid with one of ours, and its customer's. */
    private Riding keeping(Step step, Kept kept, UUID attempt, Riding riding) {
        List<Riders.Call> rows = new ArrayList<>(kept.rows());
        rows.addAll(keeping.kept(step, attempt, kept.method(), riding.cause()));
        if (rows.isEmpty()) {
            return riding;
        }
        return new Riding(riding.cause(), after -> {
            List<Riders.Call> all = new ArrayList<>(rows);
            all.addAll(riding.calls(after));
            return all;
        });
    }

    private Payment saved(Payment before, Step step, Surroundings around, Riding riding) {
        return switch (saves.save(before, step, around.now(), riding)) {
            case Saved.Done(Payment after) -> after;
            case Saved.Overtaken _ -> again(before);
            case Saved.Refused refused ->
                throw new IllegalStateException("booking for " + before.publicId() + ": " + refused);
        };
    }

    /** What rides along goes with the last change: with this one, when there is no more in the gateway's word. */
    private Riding last(Step step, UUID attempt, Said said, Riding riding) {
        Payment after = step.after();
        Heard next = PaymentDecisions.hear(after, after.attempt(attempt), said.payment, said.word, around(after));
        return next instanceof Heard.Next ? riding.bare() : riding;
    }

    private Surroundings around(Payment payment) {
        return new Surroundings(() -> ObjectIds.next(payment.book()), store.now());
    }

    Payment again(Payment payment) {
        return store.find(payment.id(), payment.book()).orElseThrow();
    }

    /** What the gateway says of an attempt when it is asked; empty: nothing that can be used. */
    Optional<ProviderPayment> look(Payment payment, UUID attempt) {
        return ask(payment, attempt) instanceof Answer.Seen(ProviderPayment said)
                ? Optional.of(said)
                : Optional.empty();
    }

    Answer ask(Payment payment, UUID attempt) {
        Attempt at = payment.attempt(attempt);
        return gateways.look(
                at.gateway(),
                new Inquiry(
                        at.payment(),
                        PublicNames.charge(at.id()),
                        PublicNames.operation(at.authorisation().id())));
    }

    /** The gateway took something else than was asked for, and says so twice: booked as what it is, for a person. */
    private Payment odd(Payment payment, UUID attempt, ProviderPayment said, Map<String, String> differences) {
        Attempt at = payment.attempt(attempt);
        Operation asked = at.authorisation();
        long moved = Math.max(said.captured(), said.authorised());
        if (!asked.isOpen() || asked.isSuspended() || moved == 0) {
            return payment;
        }
        // What the gateway is known to have stays so; what nobody had heard of is doubted.
        OperationState doubted = asked.state() instanceof OperationState.Prepared
                ? new OperationState.Unknown("the gateway took something else")
                : asked.state();
        Attempt after =
                at.at(said.id(), said.charge()).in(AttemptState.PROCESSING).with(asked.in(doubted));
        Step step = Step.of(payment, after, asked.id())
                .booking(new Booking.Suspend(new Money(moved, said.currency())))
                .warning("gateway_mismatch", differences);
        return saved(payment, step, around(payment), Riding.NOTHING);
    }

    /** Gives back what nobody wants, if it is not too soon to try that again. */
    private Payment givenBack(Payment payment, UUID attempt) {
        Attempt at = payment.attempt(attempt);
        if (!at.isToGiveBack()) {
            return payment;
        }
        Instant now = store.now();
        if (LookTimes.returning(at).isAfter(now)) {
            return payment;
        }
        boolean isHeld = at.tally().held() > 0;
        long amount = isHeld ? at.tally().held() : at.refundable();
        List<Long> shares = isHeld ? List.of() : Part.refundShares(at.parts(), amount);
        Operation operation = Operation.prepared(
                ObjectIds.next(payment.book()),
                isHeld ? Kind.RELEASE : Kind.REFUND,
                amount,
                Notes.NONE.because("duplicate").ofParts(shares),
                now);
        Step step = Step.of(payment, at.with(operation), operation.id());
        Saved saved = saves.save(
                payment,
                isHeld
                        ? step
                        : step.booking(new Booking.KeepForRefund(shares)).telling("refund.created", operation.id()),
                now,
                Riding.NOTHING);
        return switch (saved) {
            case Saved.Done(Payment after) -> carryOut(after, attempt, operation.id(), Riding.NOTHING);
            case Saved.Overtaken _ -> again(payment);
            case Saved.Refused(var why) -> {
                LOG.error("a surplus payment cannot be given back payment={} why={}", payment.publicId(), why);
                yield payment;
            }
        };
    }
}
