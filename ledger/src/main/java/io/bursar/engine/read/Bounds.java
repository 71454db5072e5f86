package io.bursar.engine.read;

import io.bursar.engine.log.LogMemory;

/**
 * What counts, with the question's times turned into places in the log.
 *
 * @param untilMicros effective times up to and including this one
 * @param untilPosition the last row that was recorded by then: a row without an effective time of its own counts up to
 *     here
 * @param known position of the last row that counts at all
 */
record Bounds(long untilMicros, long untilPosition, long known) {
    /** Whether a row in memory counts. */
    boolean admits(LogMemory rows, long position) {
        return admits(new Row(position, rows.effectiveAt(position)));
    }

    boolean admits(Row row) {
        boolean effective = row.own() == LogMemory.NO_TIME ? row.position() <= untilPosition : row.own() <= untilMicros;
        return effective && row.position() <= known;
    }

    /** @param own a row's own effective time, {@link LogMemory#NO_TIME} for none */
    record Row(long position, long own) {}
}
