package io.bursar.payments.decide;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change of a payment: what it is afterwards, and what is written with it.
 *
 * @param attempt whose change it is; null: the payment's own
 * @param operation that it is about; null: none
 * @param booking what the ledger gets in the same commit; null: nothing
 * @param happened events, in their order
 * @param incidents for people
 */
public record Step(
        Payment after,
        @Nullable UUID attempt,
        @Nullable UUID operation,
        @Nullable Booking booking,
        List<Happened> happened,
        List<Incident> incidents) {
    private static final Set<String> OF_LIVING_PAYMENTS =
            Set.of("payment_intent.processing", "payment_intent.requires_action", "payment_intent.payment_failed");

    public Step {
        happened = List.copyOf(happened);
        incidents = List.copyOf(incidents);
    }

    /** An event. @param type such as {@code payment_intent.succeeded} @param object its payment, attempt or refund */
    public record Happened(String type, UUID object) {}

    /** Something that a person should look at. @param kind for programs @param details without secrets */
    public record Incident(String kind, Map<String, String> details) {}

    public static Step of(Payment after, Attempt attempt, @Nullable UUID operation) {
        return new Step(after.with(attempt), attempt.id(), operation, null, List.of(), List.of());
    }

    public Step booking(Booking what) {
        return new Step(after, attempt, operation, what, happened, incidents);
    }

    public Step bookingNothing() {
        return new Step(after, attempt, operation, null, happened, incidents);
    }

    /** What becomes of a canceled payment's attempts is told of its charges alone: nobody waits for it any more. */
    public Step telling(String type, UUID object) {
        if (after.ending() != null && OF_LIVING_PAYMENTS.contains(type)) {
            return this;
        }
        List<Happened> all = new java.util.ArrayList<>(happened);
        all.add(new Happened(type, object));
        return new Step(after, attempt, operation, booking, all, incidents);
    }

    public Step warning(String kind, Map<String, String> details) {
        List<Incident> all = new java.util.ArrayList<>(incidents);
        all.add(new Incident(kind, details));
        return new Step(after, attempt, operation, booking, happened, all);
    }

    public Step changing(Payment other) {
        return new Step(other, attempt, operation, booking, happened, incidents);
    }
}
