package io.bursar.ledger.rest;

import io.bursar.api.Fields;
import io.bursar.api.TimeBounds;
import io.bursar.engine.TimeSpan;

/** A filter by time, in the engine's words. */
final class TimeFilter {
    private TimeFilter() {}

    static TimeSpan read(Fields query, String name) {
        TimeBounds bounds = TimeBounds.read(query, name);
        return new TimeSpan(bounds.first(), bounds.last());
    }
}
