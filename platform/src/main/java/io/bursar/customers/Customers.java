package io.bursar.customers;

import io.bursar.outbox.Outbox;
import io.bursar.outbox.OutboxEvent.Cause;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Customers, for other features. */
@Component
public final class Customers {
    private final CustomerStore store;
    private final Outbox outbox;

    Customers(CustomerStore store, Outbox outbox) {
        this.store = store;
        this.outbox = outbox;
    }

    /** The customer of an id; empty when it is not one of this book's, or was deleted. */
    public Optional<Customer> find(int book, String id) {
        return Customer.parse(id, book).flatMap(uuid -> find(book, uuid));
    }

    /** The same by its UUID. */
    public Optional<Customer> find(int book, UUID customer) {
        return store.find(book, customer).flatMap(CustomerStore.Found::alive);
    }

    /** Those of this book that are there, in no order. */
    public List<Customer> findAll(int book, Collection<UUID> customers) {
        return store.findAll(book, customers).stream()
                .flatMap(found -> found.alive().stream())
                .toList();
    }

    /** The provider's id of a customer; empty: the provider was not told of it. */
    public Optional<String> reference(int book, UUID customer, String gateway) {
        return store.findReference(book, customer, gateway);
    }

    /** A method is the customer's no more, in the transaction that is open: it is not the default any more either. */
    public void forgetMethod(int book, UUID customer, String method, Cause cause) {
        Optional<Customer> found = store.findLocked(book, customer).flatMap(CustomerStore.Found::alive);
        if (found.isEmpty() || !method.equals(found.get().defaultMethod())) {
            return;
        }
        Customer before = found.get();
        Customer after = before.withoutDefault();
        store.update(after);
        outbox.write(outbox.event(book, "customer.updated", after.id(), after::write, cause)
                .after(before::write));
    }

    /**
     * Keeps the provider's id of a customer.
     *
     * @return the one that is kept: another when somebody was first
     */
    public String keepReference(int book, UUID customer, String gateway, String reference) {
        store.insertReference(book, customer, gateway, reference);
        return store.findReference(book, customer, gateway).orElseThrow();
    }
}
