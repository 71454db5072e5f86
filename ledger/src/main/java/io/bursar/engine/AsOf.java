package io.bursar.engine;

import java.time.Instant;

/**
 * What counts: rows that took effect by a time, as the book knew them at a row. Both ends are included.
 *
 * @param effective effective times up to and including this one, whole microseconds; {@link #END_OF_TIME}: all
 * @param known last row of the log that counts, see {@link LedgerId}; {@link #LATEST}: all that are committed
 */
public record AsOf(Instant effective, long known) {
    /** Later than any effective time. */
    public static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59.999999Z");

    /** Earlier than any effective time. */
    public static final Instant BEGINNING_OF_TIME = Instant.parse("0001-01-01T00:00:00Z");

    /** Stands for the last committed row. */
    public static final long LATEST = Long.MAX_VALUE;

    /** Everything that is committed, whatever time it counts for. */
    public static final AsOf NOW = new AsOf(END_OF_TIME, LATEST);

    public AsOf {
        if (effective.isAfter(END_OF_TIME) || effective.isBefore(BEGINNING_OF_TIME)) {
            throw new IllegalArgumentException("effective must lie in the years 1 to 9999, got " + effective);
        }
    }

    /** What counted by a time, as known now. */
    public static AsOf effective(Instant time) {
        return new AsOf(time, LATEST);
    }

    /** The same as known at a row. */
    public AsOf knownAt(long seq) {
        return new AsOf(effective, seq);
    }
}
