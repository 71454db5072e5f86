package io.bursar.engine;

/**
 * A part of a long list.
 *
 * @param from row of the log after which it begins, in its order, that row not included; 0: where the order begins
 * @param limit 1 to {@link LedgerReader#PAGE_MAX}
 */
public record Slice(long from, Order order, int limit) {
    public Slice {
        if (limit < 1 || limit > LedgerReader.PAGE_MAX) {
            throw new IllegalArgumentException("limit must be 1 to " + LedgerReader.PAGE_MAX + ", got " + limit);
        }
    }

    /** By order in the log. */
    public enum Order {
        NEWEST_FIRST,
        OLDEST_FIRST
    }

    /** The newest so many. */
    public static Slice newest(int limit) {
        return new Slice(0, Order.NEWEST_FIRST, limit);
    }
}
