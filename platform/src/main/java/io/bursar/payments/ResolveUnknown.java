package io.bursar.payments;

import io.bursar.gateways.Answer;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.ProviderPayment;
import io.bursar.payments.Operate.Said;
import io.bursar.payments.PaymentStore.ToLookAt;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Declines;
import io.bursar.payments.decide.LookTimes;
import io.bursar.payments.decide.Operation;
import io.bursar.payments.decide.OperationState;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PaymentDecisions;
import io.bursar.payments.decide.PaymentDecisions.Word;
import io.bursar.payments.decide.PublicNames;
import io.bursar.payments.decide.Step;
import io.bursar.setups.Mandate;
import io.bursar.setups.Mandates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks gateways about what nobody here knows, at their own intervals, until it is known. Where the gateway has seen
 * nothing of an operation, the same order is sent again under the same key; once it is old, that is proof enough that
 * nothing came of it.
 */
@Component
final class ResolveUnknown {
    private static final Logger LOG = LoggerFactory.getLogger(ResolveUnknown.class);
    private static final Duration LEASE = Duration.ofSeconds(90);
    private static final int MOST = 64;

    /**
     * After this, what the gateway has neither seen nor carried out in spite of being asked again did not happen.
     * Longer than a call is under way, than a UPI payment waits for its payer, than a provider takes to show what it
     * did.
     */
    static final Duration PROOF = Duration.ofMinutes(15);

    /** So long a debit whose node died is still made: its payer was told of it, and it is made once for its order. */
    private static final Duration DEBITING = Duration.ofHours(6);

    private final PaymentStore store;
    private final Operate operate;
    private final Saves saves;
    private final Gateways gateways;
    private final Mandates mandates;

    ResolveUnknown(PaymentStore store, Operate operate, Saves saves, Gateways gateways, Mandates mandates) {
        this.store = store;
        this.operate = operate;
        this.saves = saves;
        this.gateways = gateways;
        this.mandates = mandates;
    }

    /** Looks at all that is due by a time. @return how many attempts were looked at */
    int run(Instant now) {
        int looked = 0;
        List<ToLookAt> due;
        do {
            due = store.leaseLooks(now, LEASE, MOST);
            looked += run(due, now);
        } while (due.size() == MOST);
        return looked;
    }

    private int run(List<ToLookAt> due, Instant now) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> looks = new ArrayList<>(due.size());
            for (ToLookAt each : due) {
                Callable<Boolean> look = () -> look(each, now);
                looks.add(threads.submit(look));
            }
            int done = 0;
            for (int i = 0; i < looks.size(); i++) {
                done += isDone(looks.get(i), due.get(i)) ? 1 : 0;
            }
            return done;
        }
    }

    private static boolean isDone(Future<Boolean> look, ToLookAt what) {
        try {
            return look.get();
        } catch (ExecutionException failed) {
            LOG.warn(
                    "a payment could not be looked at; it is tried again attempt={}",
                    what.attempt(),
                    failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private boolean look(ToLookAt what, Instant now) {
        Payment payment = store.findAll(List.of(what.intent())).getFirst();
        Attempt attempt = payment.attempt(what.attempt());
        Answer answer = operate.ask(payment, attempt.id());
        return switch (answer) {
            case Answer.Seen(ProviderPayment said) -> {
                resolve(
                        operate.hear(payment, attempt.id(), new Said(said, Word.FRESH), Riding.NOTHING),
                        attempt.id(),
                        now);
                yield true;
            }
            case Answer.Missing _ -> {
                resolve(payment, attempt.id(), now);
                yield true;
            }
            case Answer.Unknown _, Answer.NotSent _, Answer.Declined _, Answer.Refused _ -> {
                LOG.info("a gateway does not tell yet payment={} answer={}", payment.publicId(), answer);
                gateways.capabilities(attempt.gateway())
                        .ifPresent(able -> store.lookAt(attempt.id(), LookTimes.afterSilence(attempt, able, now)));
                yield false;
            }
        };
    }

    /** What the gateway says does not tell of these: they are sent again, or given up when they are old. */
    private void resolve(Payment looked, UUID attempt, Instant now) {
        Payment payment = looked;
        List<UUID> open = payment.attempt(attempt).operations().stream()
                .filter(each -> each.state() instanceof OperationState.Unknown
                        || each.state() instanceof OperationState.Prepared)
                .filter(each -> !each.isSuspended())
                .map(Operation::id)
                .toList();
        for (UUID operation : open) {
            payment = resolveOne(payment, attempt, operation, now);
        }
        later(payment, attempt, now);
    }

    private Payment resolveOne(Payment payment, UUID attempt, UUID operation, Instant now) {
        Attempt at = payment.attempt(attempt);
        Operation asked = at.operation(operation);
        if (!asked.isOpen()) {
            return payment;
        }
        if (asked.isScheduled()) {
            return debit(payment, at, asked, now);
        }
        boolean isOld = !asked.begunAt().plus(isDebit(at) ? DEBITING : PROOF).isAfter(now);
        if (isOld) {
            return giveUp(payment, at, asked, now);
        }
        // What is debited under a mandate is debited once for its order, which was made before.
        boolean isHarmless = !asked.is(Operation.Kind.AUTHORISE) || isKeyed(at.gateway()) || isDebit(at);
        if (!isHarmless) {
            return payment;
        }
        return operate.carryOut(unknown(payment, at, asked, now), attempt, operation, Riding.NOTHING);
    }

    private static boolean isDebit(Attempt attempt) {
        return attempt.details().instrument() instanceof Instrument.Mandate;
    }

    /** An announced debit whose time has come: one node seizes it, by the version that it read. */
    private Payment debit(Payment payment, Attempt at, Operation asked, Instant now) {
        Instant notBefore = asked.notes().notBefore();
        if (notBefore == null
                || notBefore.isAfter(now)
                || !at.open(Operation.Kind.ANNOUNCE).isEmpty()) {
            return payment;
        }
        if (!mayDebit(payment, at, now)) {
            return saved(
                    payment,
                    PaymentDecisions.without(
                            payment,
                            at,
                            asked,
                            new OperationState.Failed("mandate_over", "the mandate is paused or over"),
                            Declines.mandateOver()),
                    now);
        }
        return switch (saves.save(payment, PaymentDecisions.due(payment, at, asked, now), now, Riding.NOTHING)) {
            case Saves.Saved.Done(Payment due) -> operate.carryOut(due, at.id(), asked.id(), Riding.NOTHING);
            case Saves.Saved.Overtaken _ -> operate.again(payment);
            case Saves.Saved.Refused refused ->
                throw new IllegalStateException("nothing was to be booked for " + asked.id() + ": " + refused);
        };
    }

    private boolean mayDebit(Payment payment, Attempt at, Instant now) {
        return !(at.details().instrument() instanceof Instrument.Mandate(var _, String token))
                || mandates.byRef(at.gateway(), token)
                        .map(mandate -> mandate.allows(
                                payment.amount().minor(),
                                payment.amount().currency().code(),
                                now))
                        .filter(Mandate.Verdict.YES::equals)
                        .isPresent();
    }

    private Payment saved(Payment payment, Step step, Instant now) {
        return switch (saves.save(payment, step, now, Riding.NOTHING)) {
            case Saves.Saved.Done(Payment after) -> after;
            case Saves.Saved.Overtaken _ -> operate.again(payment);
            case Saves.Saved.Refused refused ->
                throw new IllegalStateException("nothing was to be booked for " + payment.publicId() + ": " + refused);
        };
    }

    /** One whose process ended may have been sent: what is not sent now proves nothing of that. */
    private Payment unknown(Payment payment, Attempt attempt, Operation asked, Instant now) {
        if (!(asked.state() instanceof OperationState.Prepared)) {
            return payment;
        }
        return saved(
                payment,
                PaymentDecisions.told(
                        payment, attempt, asked, new Answer.Unknown("the process that was to send it has ended")),
                now);
    }

    /** Whether making a payment again under the same key makes no second one. */
    private boolean isKeyed(String gateway) {
        return gateways.capabilities(gateway)
                .map(able -> able.has(io.bursar.gateways.Capabilities.Ability.KEYED_AUTHORISE))
                .orElse(false);
    }

    private Payment giveUp(Payment payment, Attempt attempt, Operation asked, Instant now) {
        Step step = PaymentDecisions.without(
                        payment,
                        attempt,
                        asked,
                        new OperationState.Failed("lapsed", "the gateway has seen nothing of it"),
                        Declines.lapsed())
                .warning(
                        "operation_lapsed",
                        Map.of(
                                "operation",
                                PublicNames.operation(asked.id()),
                                "kind",
                                asked.kind().text()));
        return switch (saves.save(payment, step, now, Riding.NOTHING)) {
            case Saves.Saved.Done(Payment after) -> after;
            case Saves.Saved.Overtaken _ -> operate.again(payment);
            case Saves.Saved.Refused refused ->
                throw new IllegalStateException("giving up " + asked.id() + ": " + refused);
        };
    }

    /** Comes back to it at the gateway's next time, if it is still open; the lease would come back sooner. */
    private void later(Payment payment, UUID attempt, Instant now) {
        Attempt at = payment.attempt(attempt);
        gateways.capabilities(at.gateway()).ifPresent(able -> store.lookAt(attempt, LookTimes.next(at, able, now)));
    }
}
