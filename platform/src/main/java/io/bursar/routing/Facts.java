package io.bursar.routing;

import java.util.Map;

/**
 * What rules may ask about a payment, as it is known before it is tried. Texts are empty where nothing is known.
 *
 * @param method {@code card} or {@code upi}
 * @param currency of ISO 4217, in small letters
 * @param amount minor units
 * @param country of ISO 3166: the card's, else the one that the payment is shipped to
 * @param bin the first six or eight digits of the card
 * @param customer id of ours
 * @param customerMetadata the customer's own
 * @param metadata the payment's
 * @param arms of experiments that the payer is in, by the experiment's name
 */
public record Facts(
        String method,
        String currency,
        long amount,
        String country,
        String bin,
        String customer,
        Map<String, String> customerMetadata,
        Map<String, String> metadata,
        Map<String, String> arms) {
    public Facts {
        customerMetadata = Map.copyOf(customerMetadata);
        metadata = Map.copyOf(metadata);
        arms = Map.copyOf(arms);
    }

    /** By the names that rules use. */
    Map<String, Object> variables() {
        return Map.of(
                "method", method,
                "currency", currency,
                "amount", amount,
                "country", country,
                "bin", bin,
                "customer", customer,
                "customer_metadata", customerMetadata,
                "metadata", metadata,
                "arms", arms);
    }
}
