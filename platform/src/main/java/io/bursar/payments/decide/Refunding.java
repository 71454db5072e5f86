package io.bursar.payments.decide;

import io.bursar.gateways.ProviderPayment;
import io.bursar.gateways.ProviderRefund;
import io.bursar.payments.decide.Operation.Kind;
import io.bursar.payments.decide.Operation.Notes;
import io.bursar.payments.decide.Operation.Source;
import io.bursar.payments.decide.PaymentDecisions.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a gateway's word about refunds makes of an attempt. */
public final class Refunding {
    private static final String UPDATED = "refund.updated";
    private static final String FAILED = "refund.failed";
    private static final String REFUNDED = "charge.refunded";

    private Refunding() {}

    /** The first change among the refunds that were told; what is not told says nothing. */
    public static Optional<Step> hear(Payment payment, Attempt attempt, ProviderPayment said, Surroundings around) {
        List<ProviderRefund> told = said.refunds() == null ? List.of() : said.refunds();
        for (ProviderRefund refund : told) {
            Operation operation = find(attempt, refund);
            Optional<Step> step = operation == null
                    ? foreign(payment, attempt, refund, around)
                    : ours(payment, attempt, operation.known(refund.id()), refund);
            if (step.isPresent()) {
                return step;
            }
        }
        return Optional.empty();
    }

    private static @Nullable Operation find(Attempt attempt, ProviderRefund refund) {
        return attempt.refunds().stream()
                .filter(each -> refund.id().equals(each.providerRef())
                        || (refund.operation() != null && refund.operation().equals(PublicNames.operation(each.id()))))
                .findFirst()
                .orElse(null);
    }

    /** Made at the provider: the money is gone, whatever the destinations have. */
    private static Optional<Step> foreign(
            Payment payment, Attempt attempt, ProviderRefund refund, Surroundings around) {
        boolean isLive =
                refund.status() == ProviderRefund.Status.SUCCEEDED || refund.status() == ProviderRefund.Status.PENDING;
        long left = attempt.tally().captured() - attempt.tally().refunded();
        if (!isLive || refund.amount() > left) {
            return Optional.empty();
        }
        List<Long> shares = Part.refundShares(attempt.parts(), refund.amount());
        Operation operation = Operation.prepared(
                        around.ids().get(),
                        Kind.REFUND,
                        refund.amount(),
                        Notes.of(Source.PROVIDER).ofParts(shares),
                        around.now())
                .known(refund.id())
                .in(new OperationState.Succeeded());
        return Optional.of(given(payment, attempt, operation)
                .booking(new Booking.RefundAsFact(shares))
                .telling("refund.created", operation.id())
                .telling(REFUNDED, attempt.id())
                .warning("refund_not_ours", Map.of("refund", refund.id(), "charge", PublicNames.charge(attempt.id()))));
    }

    private static Optional<Step> ours(Payment payment, Attempt attempt, Operation known, ProviderRefund refund) {
        boolean isOpen = known.isOpen();
        return switch (refund.status()) {
            case PENDING ->
                isOpen && !(known.state() instanceof OperationState.Sent)
                        ? Optional.of(Step.of(payment, attempt.with(known.in(new OperationState.Sent())), known.id())
                                .telling(UPDATED, known.id()))
                        : Optional.empty();
            case SUCCEEDED -> succeeded(payment, attempt, known);
            case FAILED, CANCELED ->
                isOpen || known.state() instanceof OperationState.Succeeded
                        ? Optional.of(failed(
                                payment,
                                attempt,
                                known,
                                new OperationState.Failed(
                                        refund.failure() == null ? "unknown" : refund.failure(),
                                        "the refund came back")))
                        : Optional.empty();
        };
    }

    private static Optional<Step> succeeded(Payment payment, Attempt attempt, Operation known) {
        if (known.state() instanceof OperationState.Succeeded) {
            return Optional.empty();
        }
        // One that was given up for lost, and was made all the same, has nothing kept apart for it any more.
        boolean isKept = known.isOpen();
        Step step = given(payment, attempt, known.in(new OperationState.Succeeded()));
        return Optional.of((isKept
                        ? step.booking(new Booking.Refund(known.ledger()))
                        : step.booking(new Booking.RefundAsFact(known.notes().parts())))
                .telling(UPDATED, known.id())
                .telling(REFUNDED, attempt.id()));
    }

    private static Step given(Payment payment, Attempt attempt, Operation refund) {
        Attempt.Tally tally = attempt.tally();
        Attempt after = attempt.with(refund)
                .with(
                        new Attempt.Tally(
                                tally.authorised(),
                                tally.captured(),
                                tally.released(),
                                tally.refunded() + refund.amount()),
                        Part.refund(attempt.parts(), refund.notes().parts(), 1));
        return Step.of(payment, after, refund.id());
    }

    /** It gave nothing back; or what it gave has come back. */
    public static Step failed(Payment payment, Attempt attempt, Operation refund, OperationState how) {
        if (refund.state() instanceof OperationState.Succeeded) {
            Attempt.Tally tally = attempt.tally();
            Attempt after = attempt.with(refund.in(how))
                    .with(
                            new Attempt.Tally(
                                    tally.authorised(),
                                    tally.captured(),
                                    tally.released(),
                                    tally.refunded() - refund.amount()),
                            Part.refund(attempt.parts(), refund.notes().parts(), -1));
            return Step.of(payment, after, refund.id())
                    .booking(new Booking.TakeBack(refund.ledger()))
                    .telling(FAILED, refund.id())
                    .telling("charge.refund.updated", refund.id())
                    .warning("refund_came_back", Map.of("refund", PublicNames.refund(refund.id())));
        }
        Step step = Step.of(payment, attempt.with(refund.in(how)), refund.id()).telling(FAILED, refund.id());
        return refund.ledger() == 0 ? step : step.booking(new Booking.KeepNoMore(refund.ledger()));
    }
}
