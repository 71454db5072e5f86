package io.bursar.payments.decide;

import io.bursar.money.Split;
import io.bursar.payments.decide.Operation.Kind;
import io.bursar.payments.decide.Operation.Notes;
import io.bursar.payments.decide.Operation.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a dispute does to an attempt. All of it is told after the fact: money that a bank has taken is gone, whatever
 * the destinations have, and comes back to those that gave it.
 */
public final class Disputing {
    private static final String FEE = "fee";

    private Disputing() {}

    /**
     * Money that a dispute moved.
     *
     * @param dispute the provider's id
     * @param id of the operation
     * @param amount minor units, ≥ 0
     * @param fee the provider's for it, or given back with it, ≥ 0
     * @param key names it for ever: the same movement, told again, has the same
     */
    public record Movement(String dispute, UUID id, long amount, long fee, String key) {}

    /** The payer objects; no money has moved. @param what of the dispute's own id, and all of what is disputed */
    public static Step opened(Payment payment, Attempt attempt, Movement what, Instant now) {
        Operation operation = fact(what, Kind.DISPUTE, List.of(), now);
        return Step.of(payment, attempt.with(operation), what.id());
    }

    /** The bank took money. What refunds and other disputes have left no destination gives in proportion. */
    public static Step withdrawn(Payment payment, Attempt attempt, Movement what, Instant now) {
        List<Long> rests = rests(attempt);
        long rest = sum(rests);
        long given = Math.min(rest, what.amount());
        List<Long> shares = shares(given, rests);
        long suspended = what.amount() - given;
        Operation operation = fact(what, Kind.WITHDRAW, shares, now);
        Step step = Step.of(payment, attempt.with(operation), what.id())
                .booking(new Booking.Withdraw(shares, suspended, what.fee(), what.key()));
        return suspended == 0
                ? step
                : step.warning(
                        "dispute_above_payment",
                        Map.of(
                                "dispute",
                                of(attempt, operation).map(PublicNames::dispute).orElse(what.dispute()),
                                "withdrawn",
                                Long.toString(what.amount()),
                                "left_of_payment",
                                Long.toString(rest)));
    }

    /** Money came back: to those that gave it for this dispute, as much of it as they gave. */
    public static Step reinstated(Payment payment, Attempt attempt, Movement what, Instant now) {
        List<Long> gave = gave(attempt, what.dispute());
        long suspendedBefore = moved(attempt, what.dispute()) - sum(gave);
        List<Long> rests = new ArrayList<>(gave);
        rests.add(Math.max(0, suspendedBefore));
        long given = Math.min(sum(rests), what.amount());
        List<Long> all = shares(given, rests);
        List<Long> shares = all.subList(0, gave.size());
        long suspended = what.amount() - sum(shares);
        Operation operation = fact(what, Kind.REINSTATE, shares, now);
        return Step.of(payment, attempt.with(operation), what.id())
                .booking(new Booking.Reinstate(shares, suspended, what.fee(), what.key()));
    }

    /** The same with all of its money in suspense, because the ledger does not take it for a destination. */
    public static Step inSuspense(Step step, String why) {
        Attempt attempt = step.after().attempt(java.util.Objects.requireNonNull(step.attempt()));
        Operation moved = attempt.operation(java.util.Objects.requireNonNull(step.operation()));
        List<Long> nothing = Collections.nCopies(attempt.parts().size(), 0L);
        Booking booking =
                switch (step.booking()) {
                    case Booking.Withdraw(List<Long> _, long _, long fee, String key) ->
                        new Booking.Withdraw(nothing, moved.amount(), fee, key);
                    case Booking.Reinstate(List<Long> _, long _, long fee, String key) ->
                        new Booking.Reinstate(nothing, moved.amount(), fee, key);
                    case null, default -> throw new IllegalArgumentException("no dispute's: " + step.booking());
                };
        Operation suspended = new Operation(
                moved.id(),
                moved.kind(),
                moved.amount(),
                moved.state(),
                moved.providerRef(),
                moved.ledger(),
                moved.notes().ofParts(nothing),
                moved.createdAt());
        return step.changing(step.after().with(attempt.with(suspended)))
                .booking(booking)
                .warning("destination_refused", Map.of("why", why));
    }

    /** What money did by a dispute, oldest first. @param dispute the provider's id */
    public static List<BalanceRow> balances(Attempt attempt, String dispute) {
        List<BalanceRow> rows = new ArrayList<>();
        for (Operation each : attempt.operations()) {
            if (sign(each) != 0 && dispute.equals(each.providerRef())) {
                long fee = sign(each) * Long.parseLong(each.notes().metadata().getOrDefault(FEE, "0"));
                String source = of(attempt, each).map(PublicNames::dispute).orElse("");
                rows.add(new BalanceRow(each.id(), "adjustment", -net(each), fee, source, each.createdAt()));
            }
        }
        return rows;
    }

    /** The last dispute of an attempt; empty: it has none. */
    public static Optional<UUID> last(Attempt attempt) {
        return attempt.operations().stream()
                .filter(each -> each.is(Kind.DISPUTE))
                .reduce((first, second) -> second)
                .map(Operation::id);
    }

    /** The dispute by which money moved. */
    static Optional<UUID> of(Attempt attempt, Operation moved) {
        return attempt.operations().stream()
                .filter(each ->
                        each.is(Kind.DISPUTE) && java.util.Objects.equals(each.providerRef(), moved.providerRef()))
                .map(Operation::id)
                .findFirst();
    }

    /** Whether a bank has money of it that has not come back. */
    public static boolean isWithdrawn(Attempt attempt) {
        return attempt.operations().stream().mapToLong(Disputing::net).sum() > 0;
    }

    /** What is left with each destination: captured, and neither refunded nor withdrawn. */
    private static List<Long> rests(Attempt attempt) {
        List<Long> rests = new ArrayList<>(attempt.parts().size());
        for (int i = 0; i < attempt.parts().size(); i++) {
            Part part = attempt.parts().get(i);
            long withdrawn = 0;
            for (Operation each : attempt.operations()) {
                withdrawn += share(each, i);
            }
            rests.add(Math.max(0, part.captured() - part.refunded() - withdrawn));
        }
        return rests;
    }

    /** What each destination gave for a dispute and did not get back. */
    private static List<Long> gave(Attempt attempt, String dispute) {
        List<Long> gave = new ArrayList<>(attempt.parts().size());
        for (int i = 0; i < attempt.parts().size(); i++) {
            long sum = 0;
            for (Operation each : attempt.operations()) {
                sum += dispute.equals(each.providerRef()) ? share(each, i) : 0;
            }
            gave.add(Math.max(0, sum));
        }
        return gave;
    }

    private static long moved(Attempt attempt, String dispute) {
        return attempt.operations().stream()
                .filter(each -> dispute.equals(each.providerRef()))
                .mapToLong(Disputing::net)
                .sum();
    }

    private static long net(Operation operation) {
        return sign(operation) * operation.amount();
    }

    private static long share(Operation operation, int part) {
        return sign(operation) == 0
                ? 0
                : sign(operation) * operation.notes().parts().get(part);
    }

    private static int sign(Operation operation) {
        return operation.is(Kind.WITHDRAW) ? 1 : operation.is(Kind.REINSTATE) ? -1 : 0;
    }

    private static List<Long> shares(long amount, List<Long> rests) {
        if (amount == 0) {
            return Collections.nCopies(rests.size(), 0L);
        }
        List<Long> shares = new ArrayList<>(rests.size());
        for (long share : Split.largestRemainder(
                amount, rests.stream().mapToLong(Long::longValue).toArray())) {
            shares.add(share);
        }
        return shares;
    }

    private static long sum(List<Long> amounts) {
        return amounts.stream().mapToLong(Long::longValue).sum();
    }

    private static Operation fact(Movement what, Kind kind, List<Long> shares, Instant now) {
        Map<String, String> fee = what.fee() == 0 ? Map.of() : Map.of(FEE, Long.toString(what.fee()));
        Notes notes = Notes.of(Source.PROVIDER).ofParts(shares).withMetadata(fee);
        return Operation.prepared(what.id(), kind, what.amount(), notes, now)
                .known(what.dispute())
                .in(new OperationState.Succeeded());
    }
}
