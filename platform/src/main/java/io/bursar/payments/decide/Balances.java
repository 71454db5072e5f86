package io.bursar.payments.decide;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The balance transaction that a step makes. */
public final class Balances {
    private Balances() {}

    /** Null when no money moves for good. */
    public static @Nullable BalanceRow of(Step step, Attempt attempt, UUID id, Instant now) {
        return switch (step.booking()) {
            case Booking.Charge(List<Long> shares) -> charge(step, sum(shares), attempt, now);
            case Booking.Take(long _, List<Long> shares, boolean _) -> charge(step, sum(shares), attempt, now);
            case Booking.Refund _, Booking.RefundAsFact _ ->
                step.operation() == null ? null : refund(step.operation(), "refund", -1, step, attempt, now);
            case Booking.TakeBack _ -> refund(id, "refund_failure", 1, step, attempt, now);
            case Booking.Withdraw(List<Long> _, long _, long fee, String _) -> disputed(-1, fee, step, attempt, now);
            case Booking.Reinstate(List<Long> _, long _, long fee, String _) -> disputed(1, -fee, step, attempt, now);
            case null -> null;
            case Booking.Hold _,
                    Booking.HoldAnew _,
                    Booking.Free _,
                    Booking.KeepForRefund _,
                    Booking.KeepNoMore _,
                    Booking.Suspend _,
                    Booking.SuspendNoMore _ -> null;
        };
    }

    /** Called after what moved the money, so that whoever knows that knows this. */
    private static BalanceRow charge(Step step, long amount, Attempt attempt, Instant now) {
        UUID id = step.operation() == null ? attempt.id() : step.operation();
        return new BalanceRow(id, "charge", amount, 0, PublicNames.charge(attempt.id()), now);
    }

    private static @Nullable BalanceRow refund(
            UUID id, String kind, int sign, Step step, Attempt attempt, Instant now) {
        if (step.operation() == null) {
            return null;
        }
        Operation refund = attempt.operation(step.operation());
        return new BalanceRow(id, kind, sign * refund.amount(), 0, PublicNames.refund(refund.id()), now);
    }

    private static @Nullable BalanceRow disputed(int sign, long fee, Step step, Attempt attempt, Instant now) {
        if (step.operation() == null) {
            return null;
        }
        Operation moved = attempt.operation(step.operation());
        String dispute = Disputing.of(attempt, moved).map(PublicNames::dispute).orElse("");
        return new BalanceRow(moved.id(), "adjustment", sign * moved.amount(), fee, dispute, now);
    }

    /** Of the money that a charge took last; null: it took none. */
    public static @Nullable UUID lastOf(Attempt attempt) {
        if (attempt.tally().captured() == 0) {
            return null;
        }
        return attempt.operations().stream()
                .filter(each -> each.is(Operation.Kind.CAPTURE) && each.state() instanceof OperationState.Succeeded)
                .reduce((first, second) -> second)
                .map(Operation::id)
                .orElseGet(() -> attempt.hold() == 0 ? attempt.authorisation().id() : attempt.id());
    }

    private static long sum(List<Long> shares) {
        return shares.stream().mapToLong(Long::longValue).sum();
    }
}
