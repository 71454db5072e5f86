package io.bursar.gateways;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a provider tells on its own account. */
public sealed interface News {
    /** The provider's id of the object that it is about; news of one object are handed over one after another. */
    String object();

    /**
     * Of a payment.
     *
     * @param payment as the signed message has it; null: it has too little, look
     */
    record OfPayment(
            String object,
            @Nullable String attempt,
            @Nullable ProviderPayment payment) implements News {}

    /** Of an agreement to later payments. @param setup null: look */
    record OfSetup(
            String object,
            @Nullable String operation,
            @Nullable ProviderSetup setup) implements News {}

    record OfDispute(ProviderDispute dispute) implements News {
        @Override
        public String object() {
            return dispute.id();
        }
    }

    /** A network suspects fraud; a dispute may follow. */
    record OfFraudWarning(
            String object, String charge, @Nullable String payment, String type, Instant createdAt) implements News {}

    /** A consent ended, or may be used again. @param customer the provider's id of who gave it; null: not told */
    record OfMandate(
            String object, MandateStatus status, @Nullable String customer) implements News {}

    /** Nothing that concerns us. */
    record Irrelevant(String object) implements News {}

    enum MandateStatus {
        ACTIVE,
        PAUSED,
        ENDED
    }
}
