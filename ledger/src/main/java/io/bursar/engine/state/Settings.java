package io.bursar.engine.state;

/**
 * What evaluation reads beside accounts, claims and keys.
 *
 * @param closedUntil microseconds; effective times before it are refused; {@link Long#MIN_VALUE}: all are open
 * @param seq last row that changed it
 */
public record Settings(ChartMatcher chart, long closedUntil, long seq) {
    public static final long ALL_OPEN = Long.MIN_VALUE;

    public static final Settings NEW_BOOK = new Settings(ChartMatcher.EMPTY, ALL_OPEN, 0);
}
