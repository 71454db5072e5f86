package io.bursar.engine;

import java.time.Instant;

/**
 * The chain's hash of a batch: it stands for everything in the book up to there.
 *
 * @param batch number in the book, from 1; 0 and {@code lastSeq} 0 before the first
 * @param lastSeq the batch's last row
 * @param at when the batch was recorded
 * @param hash SHA-256 in 64 hexadecimal digits; all 0 before the first batch
 */
public record ChainLink(int book, long batch, long lastSeq, Instant at, String hash) {}
