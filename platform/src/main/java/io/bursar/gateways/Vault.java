package io.bursar.gateways;

import io.bursar.gateways.News.MandateStatus;
import io.bursar.money.Money;
import java.time.Instant;
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

    /** Withdraws a {@link SetupOrder} that waits for its payer. @param setup the provider's id */
    Kept<ProviderSetup> cancel(String operation, String setup);

    /** Asks whether a consent may be used. @param customer the provider's id; null: the provider does not need it */
    Kept<MandateStatus> status(@Nullable String customer, String mandate);

    /** Ends a consent, so that nothing is taken under it any more. */
    Kept<String> endMandate(String operation, String customer, String mandate);

    /**
     * @param operation the idempotency key; also left with the provider
     * @param customer the provider's id; null: nobody
     * @param consent to debits that come; null: the provider needs none
     */
    record SetupOrder(
            String operation,
            Instrument instrument,
            @Nullable String customer,
            Order.Presence presence,
            @Nullable Consent consent,
            @Nullable String returnUrl,
            Contact payer) {}

    /**
     * To what a payer agrees.
     *
     * @param ceiling the most that one debit may take
     * @param frequency {@code as_presented}, or how often at most, such as {@code monthly}
     * @param until when it ends; null: as late as the provider lets it
     */
    record Consent(
            Money ceiling, String frequency, @Nullable Instant until) {}

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
