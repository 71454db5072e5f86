package io.bursar.engine;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What any command may carry beside its own content.
 *
 * @param key idempotency key; null: two equal commands are two commands
 * @param effectiveAt when it counts, microseconds; null: when it is recorded. From 1970 to one day ahead of the book
 * @param reference the caller's own reference, up to 500 characters
 * @param metadata up to 50 entries, keys up to 40 and values up to 500 characters, never read by the engine
 * @param right {@link Right#FACT} books what already happened in the world, whatever limits, freezes or closure say
 * @param riders business rows that commit with the command
 */
public record Terms(
        @Nullable Key key,
        @Nullable Instant effectiveAt,
        @Nullable String reference,
        Map<String, String> metadata,
        Right right,
        @Nullable Riders riders) {
    /** Nothing special. */
    public static final Terms NONE = new Terms(null, null, null, Map.of(), Right.ORDINARY, null);

    /** Whether limits bind. */
    public enum Right {
        ORDINARY,
        FACT
    }

    public Terms {
        metadata = metadata.isEmpty() ? Map.of() : java.util.Collections.unmodifiableMap(new TreeMap<>(metadata));
    }

    public static Terms keyed(Key key) {
        return NONE.withKey(key);
    }

    public Terms withKey(@Nullable Key newKey) {
        return new Terms(newKey, effectiveAt, reference, metadata, right, riders);
    }

    public Terms withEffectiveAt(@Nullable Instant at) {
        return new Terms(key, at, reference, metadata, right, riders);
    }

    public Terms withReference(@Nullable String text) {
        return new Terms(key, effectiveAt, text, metadata, right, riders);
    }

    public Terms withMetadata(Map<String, String> entries) {
        return new Terms(key, effectiveAt, reference, entries, right, riders);
    }

    public Terms asFact() {
        return new Terms(key, effectiveAt, reference, metadata, Right.FACT, riders);
    }

    public Terms withRiders(@Nullable Riders newRiders) {
        return new Terms(key, effectiveAt, reference, metadata, right, newRiders);
    }
}
