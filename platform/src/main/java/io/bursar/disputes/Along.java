package io.bursar.disputes;

import io.bursar.disputes.decide.Dispute;
import io.bursar.engine.Riders;
import io.bursar.outbox.OutboxEvent.Cause;
import io.bursar.payments.decide.Payment;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What goes with a change of a dispute beside its own rows.
 *
 * @param cause of its events
 * @param more rows for the same commit, made of the dispute and its payment as they will be
 */
record Along(Cause cause, BiFunction<Dispute, Payment, List<Riders.Call>> more) {
    /** Nobody asked: a gateway told, or it was time. */
    static final Along NOTHING = new Along(Cause.OURS, (dispute, payment) -> List.of());

    /** The same cause, nothing more. */
    Along bare() {
        return new Along(cause, (dispute, payment) -> List.of());
    }

    List<Riders.Call> calls(Dispute after, Payment payment) {
        return more.apply(after, payment);
    }
}
