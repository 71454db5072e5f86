package io.bursar.sandbox.world;

import org.jspecify.annotations.Nullable;

/**
 * A payment as a list shows it.
 *
 * @param currency ISO code in upper case
 * @param payerPage where the payer is awaited, on the sandbox's own pages; null when nobody is
 */
public record Glimpse(
        String id,
        long createdAt,
        long amountMinor,
        long receivedMinor,
        String currency,
        String status,
        @Nullable String payerPage) {}
