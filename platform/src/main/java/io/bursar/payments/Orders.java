package io.bursar.payments;

import io.bursar.gateways.Instrument;
import io.bursar.gateways.Order;
import io.bursar.gateways.Ticket;
import io.bursar.money.Money;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.IntentTerms;
import io.bursar.payments.decide.Operation;
import io.bursar.payments.decide.OperationState;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** An operation as its gateway is asked for it; the same order each time, so that it may be sent again. */
final class Orders {
    private Orders() {}

    static Order of(Payment payment, Attempt attempt, Operation operation) {
        Ticket ticket =
                new Ticket(PublicNames.operation(operation.id()), PublicNames.charge(attempt.id()), attempt.payment());
        Money amount = new Money(operation.amount(), attempt.currency());
        return switch (operation.kind()) {
            case AUTHORISE -> authorise(payment, attempt, ticket, amount);
            case CAPTURE ->
                new Order.Capture(
                        ticket,
                        amount,
                        capturedBefore(attempt, operation),
                        operation.notes().isFinal() ? Order.Rest.RELEASED : Order.Rest.KEPT);
            case INCREMENT -> new Order.Increment(ticket, amount);
            case RELEASE -> new Order.Release(ticket, operation.notes().reason());
            case REFUND -> new Order.Refund(ticket, amount, operation.notes().reason());
            case DISPUTE, WITHDRAW, REINSTATE -> throw new IllegalStateException("a bank does it, nobody is asked");
            case ANNOUNCE -> announce(attempt, operation, ticket, amount);
        };
    }

    private static Order announce(Attempt attempt, Operation operation, Ticket ticket, Money amount) {
        Instant debitAt = Objects.requireNonNull(operation.notes().notBefore());
        if (attempt.details().instrument() instanceof Instrument.Mandate mandate) {
            return new Order.Announce(ticket, amount, mandate, debitAt);
        }
        throw new IllegalStateException("what is announced is a debit under a mandate: " + attempt.id());
    }

    private static Order authorise(Payment payment, Attempt attempt, Ticket ticket, Money amount) {
        IntentTerms terms = payment.terms();
        Attempt.Details details = attempt.details();
        return new Order.Authorise(
                ticket,
                amount,
                details.taking(),
                details.instrument(),
                details.customer(),
                details.presence(),
                new Order.Wording(
                        terms.description(), terms.statementSuffix(), Map.of("bursar_payment", payment.publicId())),
                details.returnUrl(),
                details.payer());
    }

    private static long capturedBefore(Attempt attempt, Operation operation) {
        return attempt.operations().stream()
                .filter(each -> each.is(Operation.Kind.CAPTURE) && !each.id().equals(operation.id()))
                .filter(each -> each.state() instanceof OperationState.Succeeded)
                .mapToLong(Operation::amount)
                .sum();
    }
}
