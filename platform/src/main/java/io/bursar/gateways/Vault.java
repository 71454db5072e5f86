package io.bursar.gateways;

import io.bursar.money.Money;
import org.jspecify.annotations.Nullable;

/** A provider's store of customers and payment methods. */
public interface Vault {
    /** Makes a customer there. @param operation the idempotency key; @param customer our id, left with the provider */
    Kept<String> makeCustomer(String operation, String customer, @Nullable String name, @Nullable String email);

    /** What the provider knows of a payment method; its token may change by being asked for ({@code pm_card_visa}). */
    Kept<MethodDetails> find(String token);

    /** Makes a method of a short-lived token that a page got from the provider ({@code tok_…}). */
    Kept<MethodDetails> make(String operation, MethodType type, String token);

    /** Lets a customer pay with a method again and again. @param customer the provider's id */
    Kept<MethodDetails> attach(String operation, String token, String customer);

    /** Takes a method from its customer, for ever. */
    Kept<MethodDetails> detach(String operation, String token);

    /** Has the payer agree to later payments without one now. */
    Kept<ProviderSetup> setUp(SetupOrder order);

    /** Asks what became of a {@link SetupOrder}. @param setup the provider's id; null when its answer never came */
    Kept<ProviderSetup> look(@Nullable String setup, String operation);

    /** Ends a consent, so that nothing is taken under it any more. */
    Kept<String> endMandate(String operation, String customer, String mandate);

    /**
     * @param operation the idempotency key; also left with the provider
     * @param customer the provider's id; null: nobody
     * @param ceiling the most that one debit may take; null: the provider needs none
     */
    record SetupOrder(
            String operation,
            Instrument instrument,
            @Nullable String customer,
            Order.Presence presence,
            @Nullable Money ceiling,
            @Nullable String returnUrl) {}

    /** What came of a call; all but {@link Done} and {@link Unknown} are proof that it had no effect. */
    sealed interface Kept<T> {
        record Done<T>(T value) implements Kept<T> {}

        record Declined<T>(Decline decline) implements Kept<T> {}

        /** @param param of the API that is at fault; null: none */
        record Refused<T>(
                String code, String message, @Nullable String param) implements Kept<T> {}

        record Missing<T>() implements Kept<T> {}

        record NotSent<T>(Answer.Reason reason) implements Kept<T> {}

        record Unknown<T>(String why) implements Kept<T> {}
    }
}
