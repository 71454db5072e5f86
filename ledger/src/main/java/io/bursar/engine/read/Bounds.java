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
    /** @param own a row's own effective time, {@link LogMemory#NO_TIME} for none */
    boolean admits(long position, long own) {
        return position <= known && (own == LogMemory.NO_TIME ? position <= untilPosition : own <= untilMicros);
    }
}
