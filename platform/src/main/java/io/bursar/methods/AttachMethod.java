package io.bursar.methods;

import io.bursar.api.Answer;
import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.customers.Customer;
import io.bursar.customers.Customers;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.Vault;
import io.bursar.methods.ChangeMethod.Writing;
import io.bursar.methods.PaymentMethod.Owner;
import io.bursar.outbox.OutboxEvent;
import io.bursar.outbox.OutboxEvent.Cause;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Has a gateway give a method to a customer. That it is asked is remembered before; what is not answered is asked again
 * under the same key, by {@link #finishOld}, until it is known.
 */
@Component
final class AttachMethod {
    private static final Logger LOG = LoggerFactory.getLogger(AttachMethod.class);
    private static final int MOST = 100;

    private final MethodStore store;
    private final Customers customers;
    private final Gateways gateways;
    private final Writing writing;
    private final PayerAtGateway payers;

    AttachMethod(MethodStore store, Customers customers, Gateways gateways, Writing writing, PayerAtGateway payers) {
        this.store = store;
        this.customers = customers;
        this.gateways = gateways;
        this.writing = writing;
        this.payers = payers;
    }

    /** The customer that a parameter names. */
    Customer customer(int book, String id) {
        return customers
                .find(book, id)
                .orElseThrow(() ->
                        Problem.missingReference("customer", id, "customer").asException());
    }

    /**
     * Asks the gateway.
     *
     * @return what to commit
     * @throws ProblemException when it was not done, or nobody knows
     */
    Supplier<Answer> attach(PaymentMethod method, Customer customer, Cause cause) {
        PaymentMethod now = store.find(method.book(), method.uuid()).orElseThrow();
        if (now.customer().filter(customer.uuid()::equals).isPresent()) {
            return () -> Answer.ok(now::write);
        }
        PaymentMethod.Kept kept = now.kept();
        if (kept == null) {
            throw unexpected("No gateway keeps this payment method, so it cannot be attached.");
        }
        if (!store.setAttaching(now, customer.uuid())) {
            throw unexpected("The payment method is, or was, attached to a customer; it can be attached once.");
        }
        Vault vault = gateways.vault(kept.gateway());
        String reference = reference(kept.gateway(), customer, now);
        Vault.Kept<MethodDetails> outcome =
                vault.attach(ChangeMethod.operation("attach", now), kept.token(), reference);
        return switch (outcome) {
            case Vault.Kept.Done<MethodDetails> _ -> () -> attached(now, customer, cause);
            case Vault.Kept.Unknown<MethodDetails> _ -> throw Silence.unknown().asException();
            case Vault.Kept.Declined<MethodDetails> _,
                    Vault.Kept.Refused<MethodDetails> _,
                    Vault.Kept.Missing<MethodDetails> _,
                    Vault.Kept.NotSent<MethodDetails> _ -> throw givenUp(now, outcome);
        };
    }

    private Answer attached(PaymentMethod method, Customer customer, Cause cause) {
        PaymentMethod after = method.with(new Owner.Of(customer.uuid()));
        if (store.setAttached(method, customer.uuid())) {
            OutboxEvent event = writing.event("attached", after, cause);
            writing.write(event.after(method::write));
        }
        return Answer.ok(after::write);
    }

    /** What the gateway calls the customer; it is told of the customer if need be. */
    private String reference(String gateway, Customer customer, PaymentMethod method) {
        Vault.Kept<String> known = payers.reference(customer, gateway);
        if (known instanceof Vault.Kept.Done<String>(String reference)) {
            return reference;
        }
        if (known instanceof Vault.Kept.Unknown<String>) {
            throw Silence.unknown().asException();
        }
        throw givenUp(method, known);
    }

    private <T> ProblemException givenUp(PaymentMethod method, Vault.Kept<T> outcome) {
        store.setNotAttaching(method);
        return Silence.of(outcome, "payment_method").asException();
    }

    /** Has the gateway take a method from its customer. @throws ProblemException when it has not, or nobody knows */
    void release(PaymentMethod method, UUID customer) {
        Optional<Problem> why = released(method, customer);
        if (why.isPresent()) {
            throw why.get().asException();
        }
    }

    /** Empty: it is done. */
    private Optional<Problem> released(PaymentMethod method, UUID customer) {
        PaymentMethod.Kept kept = method.kept();
        if (kept == null) {
            return Optional.empty();
        }
        String operation = ChangeMethod.operation("detach", method);
        Vault vault = gateways.vault(kept.gateway());
        Optional<String> payer = customers.reference(method.book(), customer, kept.gateway());
        Vault.Kept<?> outcome = method.type() == MethodType.UPI && payer.isPresent()
                ? vault.endMandate(operation, payer.get(), kept.token())
                : vault.detach(operation, kept.token());
        boolean isDone = outcome instanceof Vault.Kept.Done<?> || outcome instanceof Vault.Kept.Missing<?>;
        return isDone ? Optional.empty() : Optional.of(Silence.of(outcome, "payment_method"));
    }

    /** A method is its customer's no more: in the transaction that is open. */
    void forget(PaymentMethod method, UUID customer, Cause cause) {
        customers.forgetMethod(method.book(), customer, method.id(), cause);
    }

    /** Has gateways take the methods of deleted customers. @return how many they took */
    int releaseTaken() {
        int done = 0;
        for (MethodStore.Releasing each : store.findReleasing(MOST)) {
            Optional<Problem> why = released(each.method(), each.customer());
            // What the gateway will never do is no reason to ask for ever: nobody pays with it here any more.
            boolean isOver = why.isEmpty() || why.get().status() == 400;
            if (isOver) {
                store.setReleased(each.method());
                done++;
            } else {
                LOG.info(
                        "a method of a deleted customer is still to be released method={}",
                        each.method().id());
            }
        }
        return done;
    }

    /** Asks again for attachments that were asked for so long ago and are not known. @return how many are known now */
    int finishOld(java.time.Duration age) {
        int known = 0;
        for (PaymentMethod method : store.findAttaching(age, MOST)) {
            known += finish(method) ? 1 : 0;
        }
        return known;
    }

    private boolean finish(PaymentMethod method) {
        if (!(method.owner() instanceof Owner.Attaching(UUID asked))) {
            return false;
        }
        Optional<Customer> customer = customers.find(method.book(), asked);
        if (customer.isEmpty()) {
            store.setNotAttaching(method);
            return true;
        }
        try {
            Supplier<Answer> commit = attach(method, customer.get(), Cause.OURS);
            writing.transactions().inside(commit);
            return true;
        } catch (ProblemException notYet) {
            LOG.info(
                    "an attachment was asked for again method={} outcome={}",
                    method.id(),
                    notYet.problem().code().text());
            return notYet.problem().status() != 503;
        }
    }

    private static ProblemException unexpected(String message) {
        return Problem.of(ErrorCode.PAYMENT_METHOD_UNEXPECTED_STATE, message, "payment_method")
                .asException();
    }
}
