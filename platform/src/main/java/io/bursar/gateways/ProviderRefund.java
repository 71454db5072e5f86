package io.bursar.gateways;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A refund as its provider tells it.
 *
 * @param id the provider's
 * @param operation ours, as the provider echoes it; null: not ours, made at the provider
 * @param amount minor units of ISO 4217
 * @param failure of the API's failure reasons; null unless it failed
 */
public record ProviderRefund(
        String id,
        @Nullable String operation,
        long amount,
        Status status,
        @Nullable String failure,
        Instant createdAt) {
    public enum Status {
        PENDING,
        SUCCEEDED,
        /** The money came back to us, perhaps after it had succeeded. */
        FAILED,
        CANCELED
    }
}
