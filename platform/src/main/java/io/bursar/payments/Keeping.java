package io.bursar.payments;

import io.bursar.customers.Customer;
import io.bursar.customers.Customers;
import io.bursar.engine.Riders;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.Order.Presence;
import io.bursar.gateways.ProviderPayment;
import io.bursar.methods.Adoption;
import io.bursar.methods.Methods;
import io.bursar.methods.PaymentMethod;
import io.bursar.money.PublicId;
import io.bursar.outbox.OutboxEvent.Cause;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Booking;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.Step;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes what was paid with a payment method of ours, and the customer's when it is to be kept. */
@Component
final class Keeping {
    private final Methods methods;
    private final Customers customers;

    Keeping(Methods methods, Customers customers) {
        this.methods = methods;
        this.customers = customers;
    }

    /**
     * @param payment naming a method of ours
     * @param method that one, when it was named only now; null: it was before, or there is none
     * @param rows for the first commit that says so
     */
    record Kept(Payment payment, @Nullable PaymentMethod method, List<Riders.Call> rows) {}

    /** What a gateway tells was paid with by its own token is named by an id of ours. Writes nothing. */
    Kept adopted(Payment payment, UUID attempt, ProviderPayment said) {
        Attempt at = payment.attempt(attempt);
        MethodDetails known = said.method();
        boolean isForeign = at.details().instrument() instanceof Instrument.Token
                && !isOurs(at.details().method());
        if (!isForeign || known == null || known.token() == null) {
            return new Kept(payment, null, List.of());
        }
        Adoption adoption = methods.adoption(payment.book(), at.gateway(), known);
        String ours = adoption.method().id();
        boolean isCurrent =
                String.valueOf(payment.terms().method()).equals(at.details().method());
        Payment named = isCurrent ? payment.with(payment.terms().paidWith(ours)) : payment;
        return new Kept(named.with(at.with(at.details().adopting(ours))), adoption.method(), adoption.rows());
    }

    private static boolean isOurs(@Nullable String method) {
        return method != null && PublicId.parseUuid("pm", method).isPresent();
    }

    /** What makes the method the customer's, when it was paid with and the caller wants it kept. */
    List<Riders.Call> kept(Step step, UUID attempt, @Nullable PaymentMethod adopted, Cause cause) {
        boolean isPaid = step.booking() instanceof Booking.Hold || step.booking() instanceof Booking.Charge;
        Attempt at = step.after().attempt(attempt);
        Presence presence = at.details().presence();
        boolean isToKeep = presence == Presence.PRESENT_KEEP || presence == Presence.PRESENT_KEEP_OFF_SESSION;
        String customer = step.after().terms().customer();
        if (!isPaid || !isToKeep || customer == null) {
            return List.of();
        }
        int book = step.after().book();
        Optional<UUID> owner = customers.find(book, customer).map(Customer::uuid);
        Optional<PaymentMethod> method =
                adopted == null ? methods.find(book, String.valueOf(at.details().method())) : Optional.of(adopted);
        return owner.isEmpty() || method.isEmpty() ? List.of() : methods.attaching(method.get(), owner.get(), cause);
    }
}
