package io.bursar.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From a time to another, both included, to the microsecond.
 *
 * @param first null: from the beginning
 * @param last null: without end
 */
public record TimeSpan(@Nullable Instant first, @Nullable Instant last) {
    public static final TimeSpan ALL = new TimeSpan(null, null);

    public boolean contains(Instant time) {
        return (first == null || !time.isBefore(first)) && (last == null || !time.isAfter(last));
    }
}
