package io.bursar.gateways;

import org.jspecify.annotations.Nullable;

/**
 * What every order carries: under which names it is known to both sides.
 *
 * @param operation id of our operation, the provider's idempotency key; one for each intended effect, for ever
 * @param attempt id of our attempt, left with the provider so that whatever it sends can be brought home
 * @param payment the provider's id of the payment; null before it has one
 */
public record Ticket(
        String operation, String attempt, @Nullable String payment) {
    /** @throws IllegalStateException when the provider has no payment yet */
    public String requirePayment() {
        if (payment == null) {
            throw new IllegalStateException("operation " + operation + " needs a payment at the provider");
        }
        return payment;
    }
}
