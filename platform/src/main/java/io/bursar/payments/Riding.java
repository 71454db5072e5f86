package io.bursar.payments;

import io.bursar.engine.Riders;
import io.bursar.outbox.OutboxEvent.Cause;
import io.bursar.payments.decide.Payment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What goes with a change beside its own rows.
 *
 * @param cause of its events
 * @param more rows for the same commit, made of the payment as it will be
 */
public record Riding(Cause cause, Function<Payment, List<Riders.Call>> more) {
    /** Nobody asked: a gateway told, or it was time. */
    public static final Riding NOTHING = new Riding(Cause.OURS, after -> List.of());

    /** The same, with further rows in front. */
    public Riding with(List<Riders.Call> rows) {
        return new Riding(cause, after -> {
            List<Riders.Call> all = new ArrayList<>(rows);
            all.addAll(more.apply(after));
            return all;
        });
    }

    /** The same cause, nothing more. */
    public Riding bare() {
        return new Riding(cause, after -> List.of());
    }

    public List<Riders.Call> calls(Payment after) {
        return more.apply(after);
    }
}
