package io.bursar.payments.decide;

import java.time.Instant;
import java.util.UUID;

/**
 * What money did; in the API a balance transaction.
 *
 * @param kind {@code charge}, {@code refund}, {@code refund_failure} or {@code adjustment}
 * @param amount minor units; below zero: given away
 * @param fee of the provider's, minor units; below zero: given back
 * @param source public id of the charge, refund or dispute
 */
public record BalanceRow(UUID id, String kind, long amount, long fee, String source, Instant createdAt) {}
