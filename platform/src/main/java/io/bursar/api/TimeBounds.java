package io.bursar.api;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A filter by time: {@code created=…}, {@code created[gte]=…} and its like. A value in whole seconds means that second
 * to its end, as objects show it; one in RFC 3339 means its microsecond.
 *
 * @param first earliest that fits; null: from the beginning
 * @param last latest that fits; null: without end
 */
public record TimeBounds(@Nullable Instant first, @Nullable Instant last) {
    private static final TimeBounds ALL = new TimeBounds(null, null);

    /** What a value stands for, its first and its last microsecond. */
    private record Moment(Instant first, Instant last) {
        static @Nullable Moment read(Fields fields, String name) {
            Instant time = fields.instant(name);
            if (time == null) {
                return null;
            }
            String text = fields.text(name);
            boolean isSecond = text != null && !text.contains("-");
            return new Moment(time, isSecond ? time.plusSeconds(1).minus(1, ChronoUnit.MICROS) : time);
        }
    }

    /** Reads the filter of this name. */
    public static TimeBounds read(Fields query, String name) {
        if (query.isText(name)) {
            Moment exact = Moment.read(query, name);
            return exact == null ? TimeBounds.ALL : new TimeBounds(exact.first(), exact.last());
        }
        Fields bounds = query.group(name);
        if (bounds == null) {
            return TimeBounds.ALL;
        }
        Instant first = first(Moment.read(bounds, "gte"), Moment.read(bounds, "gt"), bounds);
        Instant last = last(Moment.read(bounds, "lte"), Moment.read(bounds, "lt"), bounds);
        return new TimeBounds(first, last);
    }

    private static @Nullable Instant first(@Nullable Moment from, @Nullable Moment after, Fields bounds) {
        if (from != null && after != null) {
            throw bounds.problem(ErrorCode.PARAMETER_INVALID, "gt", "Send gte or gt, not both.");
        }
        if (after != null) {
            return after.last().plus(1, ChronoUnit.MICROS);
        }
        return from == null ? null : from.first();
    }

    private static @Nullable Instant last(@Nullable Moment upTo, @Nullable Moment before, Fields bounds) {
        if (upTo != null && before != null) {
            throw bounds.problem(ErrorCode.PARAMETER_INVALID, "lt", "Send lte or lt, not both.");
        }
        if (before != null) {
            return before.first().minus(1, ChronoUnit.MICROS);
        }
        return upTo == null ? null : upTo.last();
    }
}
