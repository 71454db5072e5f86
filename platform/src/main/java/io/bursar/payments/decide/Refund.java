package io.bursar.payments.decide;

import java.util.Optional;
import java.util.UUID;

/** An operation that gives money back, with whose it is. */
public record Refund(Payment payment, Attempt attempt, Operation operation) {
    public static Refund of(Payment payment, UUID operation) {
        return find(payment, operation)
                .orElseThrow(
                        () -> new IllegalArgumentException("payment " + payment.id() + " has no refund " + operation));
    }

    public static Optional<Refund> find(Payment payment, UUID operation) {
        for (Attempt attempt : payment.attempts()) {
            for (Operation each : attempt.refunds()) {
                if (each.id().equals(operation)) {
                    return Optional.of(new Refund(payment, attempt, each));
                }
            }
        }
        return Optional.empty();
    }

    public String publicId() {
        return PublicNames.refund(operation.id());
    }

    /** In the words of Stripe's API. */
    public String status() {
        return switch (operation.state()) {
            case OperationState.Prepared _, OperationState.Sent _, OperationState.Unknown _ -> "pending";
            case OperationState.Succeeded _ -> "succeeded";
            case OperationState.Declined _, OperationState.Failed _ -> "failed";
        };
    }
}
