package io.bursar.payments;

import io.bursar.api.ObjectIds;
import io.bursar.api.UnavailableException;
import io.bursar.changes.Changes;
import io.bursar.changes.Written;
import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerException;
import io.bursar.engine.Outcome;
import io.bursar.engine.Riders;
import io.bursar.gateways.Gateways;
import io.bursar.ledger.OpenBooks;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.BalanceRow;
import io.bursar.payments.decide.Balances;
import io.bursar.payments.decide.Booking;
import io.bursar.payments.decide.Disputing;
import io.bursar.payments.decide.LookTimes;
import io.bursar.payments.decide.Operation;
import io.bursar.payments.decide.Part;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes a step true: its rows, its events and its booking in one commit, or none of them. */
@Component
public final class Saves {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int TRIES = 3;

    private final Changes changes;
    private final OpenBooks books;
    private final Accounts accounts;
    private final Gateways gateways;
    private final Events events;

    Saves(Changes changes, OpenBooks books, Accounts accounts, Gateways gateways, Events events) {
        this.changes = changes;
        this.books = books;
        this.accounts = accounts;
        this.gateways = gateways;
        this.events = events;
    }

    /** What became of a step. */
    public sealed interface Saved {
        /** It is durable. @param payment as it is now, the ledger's ids included */
        record Done(Payment payment) implements Saved {}

        /** The payment changed since it was read; nothing was written. Read it again and decide again. */
        record Overtaken() implements Saved {}

        /** The ledger does not allow the booking; nothing was written. */
        record Refused(Outcome.Rejection why) implements Saved {}
    }

    /** Writes a payment that did not exist. */
    public Payment make(Payment payment, Riding riding) {
        List<Riders.Call> calls = new ArrayList<>();
        calls.add(PaymentRows.made(payment));
        calls.addAll(events.rows(
                payment, List.of(new Step.Happened("payment_intent.created", payment.id())), riding.cause()));
        calls.addAll(riding.calls(payment));
        return switch (changes.write(calls)) {
            case Written.Done _ -> payment;
            case Written.Conflict(String statement) -> throw new AlreadyThere(statement);
        };
    }

    /** Somebody else made it first, under the same key. */
    public static final class AlreadyThere extends RuntimeException {
        private static final long serialVersionUID = 1;

        AlreadyThere(String statement) {
            super(statement);
        }
    }

    public Saved save(Payment before, Step step, Instant now, Riding riding) {
        Step planned = scheduled(step, now);
        Booking booking = planned.booking();
        if (booking == null) {
            Payment after = planned.after().next();
            return switch (changes.write(calls(before, planned, after, now, riding))) {
                case Written.Done _ -> new Saved.Done(after);
                case Written.Conflict _ -> new Saved.Overtaken();
            };
        }
        return book(before, planned, booking, now, riding);
    }

    private Saved book(Payment before, Step step, Booking booking, Instant now, Riding riding) {
        Step planned = step;
        Outcome outcome = submit(before, planned, booking, now, riding);
        if (outcome instanceof Outcome.AccountUnknown) {
            accounts.ensure(before.book());
            outcome = submit(before, planned, booking, now, riding);
        }
        if (booking instanceof Booking.SuspendNoMore && outcome instanceof Outcome.TargetSettled) {
            // A person was quicker: nothing is in suspense any more.
            return save(before, planned.bookingNothing(), now, riding);
        }
        if (outcome instanceof Outcome.KeyReused) {
            // Its key names the version that it stands on, or the movement: another was quicker, and booked something
            // else from there.
            return new Saved.Overtaken();
        }
        boolean isFact = booking instanceof Booking.Hold || booking instanceof Booking.Charge;
        if (isFact && outcome instanceof Outcome.Rejection why && !(outcome instanceof Outcome.Conflict)) {
            // The gateway has the money, whatever the destination says: a person must find another.
            planned = suspended(planned, why);
            outcome = submit(before, planned, booking, now, riding);
        }
        boolean isDispute = booking instanceof Booking.Withdraw || booking instanceof Booking.Reinstate;
        if (isDispute && outcome instanceof Outcome.Rejection why && !(outcome instanceof Outcome.Conflict)) {
            planned = Disputing.inSuspense(planned, why.toString());
            outcome = submit(before, planned, Objects.requireNonNull(planned.booking()), now, riding);
        }
        return switch (outcome) {
            case Outcome.Applied(long id, Instant _) -> new Saved.Done(withLedger(planned, booking, id));
            case Outcome.Conflict _, Outcome.Replayed _ -> new Saved.Overtaken();
            case Outcome.Rejection why -> new Saved.Refused(why);
            case Outcome.Busy _, Outcome.DeadlinePassed _, Outcome.Aborted _ ->
                throw new LedgerUnavailable(outcome.toString());
        };
    }

    /** The ledger took nothing, or does not tell whether it did; the same may be tried later. */
    public static final class LedgerUnavailable extends UnavailableException {
        private static final long serialVersionUID = 1;

        LedgerUnavailable(String message) {
            super(message);
        }

        LedgerUnavailable(Throwable cause) {
            super("the ledger does not tell", cause);
        }
    }

    private Outcome submit(Payment before, Step step, Booking booking, Instant now, Riding riding) {
        Attempt attempt = step.after().attempt(Objects.requireNonNull(step.attempt()));
        Riders riders = new Riders(
                "payment " + before.publicId(),
                before.version(),
                calls(before, step, step.after().next(), now, riding));
        List<Command> commands = new Entries(before, attempt, key(before, booking), riders).commands(booking);
        Outcome outcome = new Outcome.Busy();
        for (int i = 0;
                i < TRIES && (outcome instanceof Outcome.Busy || outcome instanceof Outcome.DeadlinePassed);
                i++) {
            List<Outcome> outcomes = outcomes(before.book(), commands);
            outcome = outcomes.stream()
                    .filter(each -> !(each instanceof Outcome.Applied) && !(each instanceof Outcome.Aborted))
                    .findFirst()
                    .orElseGet(outcomes::getLast);
        }
        return outcome;
    }

    private List<Outcome> outcomes(int book, List<Command> commands) {
        try {
            return books.of(book)
                    .submitAll(commands, Lane.INTERACTIVE, Atomicity.ALL_OR_NOTHING, DEADLINE)
                    .join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof LedgerException ledger
                    && (ledger.reason() == LedgerException.Reason.UNKNOWN
                            || ledger.reason() == LedgerException.Reason.CLOSED)) {
                throw new LedgerUnavailable(ledger);
            }
            throw failed;
        }
    }

    /** What names a booking among the payment's: the version that it stands on, or what the world calls it. */
    private static String key(Payment before, Booking booking) {
        return switch (booking) {
            case Booking.Withdraw withdraw -> withdraw.key();
            case Booking.Reinstate reinstate -> reinstate.key();
            default -> "v" + before.version();
        };
    }

    /** When to ask the gateway next, of an attempt that is not settled. */
    private Step scheduled(Step step, Instant now) {
        if (step.attempt() == null) {
            return step;
        }
        Attempt attempt = step.after().attempt(step.attempt());
        @Nullable
        Instant lookAt = gateways.capabilities(attempt.gateway())
                .map(able -> LookTimes.next(attempt, able, now))
                .orElse(null);
        return step.changing(step.after().with(attempt.lookingAt(lookAt)));
    }

    private static Step suspended(Step step, Outcome.Rejection why) {
        Attempt attempt = step.after().attempt(Objects.requireNonNull(step.attempt()));
        List<Part> parts = attempt.parts().stream()
                .map(part -> new Part(
                        Accounts.suspense(attempt.gateway()),
                        part.weight(),
                        part.authorised(),
                        part.captured(),
                        part.refunded()))
                .toList();
        return step.changing(step.after().with(attempt.with(attempt.tally(), parts)))
                .warning("destination_refused", Map.of("why", why.toString()));
    }

    private List<Riders.Call> calls(Payment before, Step step, Payment after, Instant now, Riding riding) {
        List<Riders.Call> calls = new ArrayList<>();
        calls.add(PaymentRows.changed(before, after));
        UUID changed = step.attempt();
        if (changed != null) {
            Attempt attempt = after.attempt(changed);
            boolean isHeld = step.booking() instanceof Booking.Hold || step.booking() instanceof Booking.HoldAnew;
            calls.add(PaymentRows.attempt(
                    after, attempt, isHeld ? new Riders.Evaluated.Id() : attempt.hold() == 0 ? null : attempt.hold()));
            operations(before, step, attempt)
                    .forEach(operation ->
                            calls.add(PaymentRows.operation(after, attempt, operation, ledger(step, operation))));
            BalanceRow balance = Balances.of(step, attempt, ObjectIds.next(before.book()), now);
            if (balance != null) {
                calls.add(PaymentRows.balance(after, balance));
            }
        }
        step.incidents()
                .forEach(incident ->
                        calls.add(PaymentRows.incident(after, ObjectIds.next(before.book()), incident, now)));
        calls.addAll(events.rows(after, step.happened(), riding.cause()));
        calls.addAll(riding.calls(after));
        return calls;
    }

    private static List<Operation> operations(Payment before, Step step, Attempt attempt) {
        List<Operation> old = before.attempts().stream()
                .filter(each -> each.id().equals(attempt.id()))
                .flatMap(each -> each.operations().stream())
                .toList();
        return attempt.operations().stream()
                .filter(each -> !old.contains(each)
                        || (step.booking() != null && each.id().equals(step.operation())))
                .toList();
    }

    private static @Nullable Object ledger(Step step, Operation operation) {
        boolean isBooked = step.booking() != null && operation.id().equals(step.operation());
        if (isBooked) {
            return new Riders.Evaluated.Id();
        }
        return operation.ledger() == 0 ? null : operation.ledger();
    }

    private static Payment withLedger(Step step, Booking booking, long id) {
        Payment after = step.after().next();
        Attempt attempt = after.attempt(Objects.requireNonNull(step.attempt()));
        if (booking instanceof Booking.Hold || booking instanceof Booking.HoldAnew) {
            attempt = attempt.holding(id);
        }
        if (step.operation() != null) {
            attempt = attempt.with(attempt.operation(step.operation()).booked(id));
        }
        return after.with(attempt);
    }
}
