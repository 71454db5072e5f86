package io.bursar.customers;

import io.bursar.outbox.OutboxEvent.Cause;
import java.util.UUID;

/** Who keeps payment methods, as far as customers ask. A bean of that feature. */
public interface AttachedMethods {
    /** Whether a payment method is one of a customer's. @param method as a caller wrote it */
    boolean isOf(int book, UUID customer, String method);

    /** Takes all methods from a customer who is being deleted, in the transaction that is open. */
    void takeAll(int book, UUID customer, Cause cause);
}
