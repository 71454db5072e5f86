package io.bursar.payments.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When to ask a gateway about an attempt. */
public final class LookTimes {
    /** So long a request that is under way is left alone; longer than its call may take. */
    public static final Duration LIVE = Duration.ofSeconds(60);
    /** After an authorisation should have ended; the gateway's own word usually comes first. */
    private static final Duration GRACE = Duration.ofHours(1);

    private LookTimes() {}

    /** @param times after the beginning, ascending; the last is repeated */
    public static @Nullable Instant next(Attempt attempt, List<Duration> times, Instant now) {
        if (attempt.isToGiveBack()) {
            return now;
        }
        @Nullable Instant next = null;
        for (Operation operation : attempt.operations()) {
            if (operation.isOpen()) {
                next = earlier(next, ofOpen(operation, times, now));
            }
        }
        Instant until = attempt.details().until();
        return attempt.state() == AttemptState.AUTHORISED && until != null
                ? earlier(next, later(until.plus(GRACE), now.plus(GRACE)))
                : next;
    }

    private static Instant ofOpen(Operation operation, List<Duration> times, Instant now) {
        Instant notBefore = operation.notes().notBefore();
        if (operation.isScheduled() && notBefore != null) {
            return notBefore.isAfter(now) ? notBefore : now.plus(LIVE);
        }
        if (operation.state() instanceof OperationState.Prepared) {
            return later(operation.begunAt().plus(LIVE), now);
        }
        for (Duration time : times) {
            Instant at = operation.begunAt().plus(time);
            if (at.isAfter(now)) {
                return at;
            }
        }
        return now.plus(times.isEmpty() ? Duration.ofHours(1) : times.getLast());
    }

    private static Instant earlier(@Nullable Instant one, Instant other) {
        return one == null || other.isBefore(one) ? other : one;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
