package io.bursar.disputes;

import io.bursar.api.ObjectIds;
import io.bursar.disputes.decide.Deadline;
import io.bursar.disputes.decide.Dispute;
import io.bursar.disputes.decide.Hearing;
import io.bursar.disputes.decide.Hearing.Next;
import io.bursar.disputes.tell.DisputeJson;
import io.bursar.engine.Riders;
import io.bursar.outbox.Outbox;
import io.bursar.outbox.OutboxEvent;
import io.bursar.outbox.OutboxEvent.Cause;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.Riding;
import io.bursar.payments.Saves;
import io.bursar.payments.Saves.Saved;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Disputing;
import io.bursar.payments.decide.Disputing.Movement;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.Step;
import io.bursar.payments.decide.Step.Incident;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes a change of a dispute true with the payment that it is about: rows, event and booking in one commit. */
@Component
final class SaveDispute {
    private final PaymentStore payments;
    private final Saves saves;
    private final Outbox outbox;
    private final Deadline deadline;

    SaveDispute(PaymentStore payments, Saves saves, Outbox outbox, Deadline deadline) {
        this.payments = payments;
        this.saves = saves;
        this.outbox = outbox;
        this.deadline = deadline;
    }

    /** The database's clock. */
    Instant now() {
        return payments.now();
    }

    Payment payment(Dispute dispute) {
        return payments.find(dispute.of().payment(), dispute.book()).orElseThrow();
    }

    /** Writes a dispute that was not there; empty: it is there by now, or the payment changed since it was read. */
    Optional<Dispute> open(Dispute dispute, Payment payment, Instant now) {
        Attempt attempt = payment.attempt(dispute.of().charge());
        Movement all = new Movement(
                dispute.of().provider(), dispute.id(), dispute.amount().minor(), 0, "");
        Step step = Disputing.opened(payment, attempt, all, now);
        Riding riding = new Riding(Cause.OURS, after -> {
            List<Riders.Call> calls = new ArrayList<>();
            calls.add(DisputeRows.made(dispute, deadline.warnAt(dispute)));
            calls.add(Outbox.row(event(Hearing.CREATED, dispute, after, Cause.OURS)));
            return calls;
        });
        return done(saves.save(payment, step, now, riding)) ? Optional.of(dispute) : Optional.empty();
    }

    /**
     * Writes a change.
     *
     * @param before as it was read
     * @param along what goes with it
     * @return the dispute afterwards; empty: it, or its payment, changed since it was read
     */
    Optional<Dispute> change(Dispute before, Next next, Along along) {
        Instant now = now();
        Payment payment = payment(before);
        Step step = step(payment, before, next, now);
        for (Incident incident : next.incidents()) {
            step = step.warning(incident.kind(), incident.details());
        }
        Dispute after = next.after().next();
        Riding all = new Riding(along.cause(), paid -> {
            List<Riders.Call> calls =
                    new ArrayList<>(DisputeRows.changed(before, next.after(), deadline.warnAt(next.after())));
            if (next.event() != null) {
                OutboxEvent event = event(next.event(), after, paid, along.cause());
                calls.add(Outbox.row(event.after(out -> DisputeJson.write(out, before, payment))));
            }
            calls.addAll(along.calls(after, paid));
            return calls;
        });
        return done(saves.save(payment, step, now, all)) ? Optional.of(after) : Optional.empty();
    }

    private static Step step(Payment payment, Dispute before, Next next, Instant now) {
        Next.@Nullable Money money = next.money();
        if (money == null) {
            return new Step(payment, null, null, null, List.of(), List.of());
        }
        Attempt attempt = payment.attempt(before.of().charge());
        Dispute.Moved moved = next.after().moved();
        // The same money, told again, has the same name; the ledger books a name once.
        String key = before.publicId() + " withdrawn " + moved.withdrawn() + " reinstated " + moved.reinstated()
                + " fee " + moved.fee();
        Movement movement =
                new Movement(before.of().provider(), ObjectIds.next(before.book()), money.amount(), money.fee(), key);
        return switch (money.way()) {
            case TAKEN -> Disputing.withdrawn(payment, attempt, movement, now);
            case RETURNED -> Disputing.reinstated(payment, attempt, movement, now);
        };
    }

    private static boolean done(Saved saved) {
        return switch (saved) {
            case Saved.Done _ -> true;
            case Saved.Overtaken _ -> false;
            case Saved.Refused refused -> throw new IllegalStateException("a fact was refused: " + refused);
        };
    }

    private OutboxEvent event(String type, Dispute dispute, Payment payment, Cause cause) {
        return outbox.event(
                dispute.book(), type, dispute.publicId(), out -> DisputeJson.write(out, dispute, payment), cause);
    }
}
