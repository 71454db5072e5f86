package io.bursar.gateways;

import org.jspecify.annotations.Nullable;

/**
 * What may be known and shown of a payment method. Nothing here lets anybody pay with it.
 *
 * @param token the provider's id of it; null: it was not kept
 * @param card null unless it is one
 * @param vpa the payer's UPI address; null unless it is known
 */
public record MethodDetails(
        MethodType type,
        @Nullable String token,
        @Nullable Card card,
        @Nullable String vpa) {
    /**
     * @param brand in small letters, such as {@code visa}
     * @param last4 the last four digits
     * @param country ISO 3166, two letters; null: not told
     * @param funding {@code credit}, {@code debit}, {@code prepaid} or {@code unknown}
     * @param fingerprint equal for the same card at the same provider; null: not told
     * @param issuerNumber the first six or eight digits; null: not told
     */
    public record Card(
            String brand,
            String last4,
            int expMonth,
            int expYear,
            @Nullable String country,
            String funding,
            @Nullable String fingerprint,
            @Nullable String issuerNumber,
            Secured secured) {}

    /** Whether the payer was authenticated with 3-D Secure, and how that went. */
    public enum Secured {
        NOT_TRIED,
        AUTHENTICATED,
        /** Tried; the issuer does not take part, liability shifts all the same. */
        ATTEMPTED,
        FAILED
    }
}
