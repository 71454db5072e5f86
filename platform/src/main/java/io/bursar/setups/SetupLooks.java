package io.bursar.setups;

import io.bursar.gateways.Capabilities;
import io.bursar.gateways.Silence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When to ask a gateway about a try. */
final class SetupLooks {
    /** So long a request that is under way is left alone; longer than its call may take. */
    static final Duration LIVE = Duration.ofSeconds(60);

    /** After this, what the gateway has not seen in spite of being asked again did not happen. */
    static final Duration PROOF = Duration.ofMinutes(15);

    /** So long a payer may agree late to what nobody wants any more. */
    static final Duration LATE = Duration.ofDays(5);

    private SetupLooks() {}

    /** @param times after the beginning, ascending; the last is repeated. @return null: never */
    static @Nullable Instant next(SetupTry attempt, List<Duration> times, Instant now) {
        return switch (attempt.state()) {
            case SUCCEEDED, FAILED, ENDED -> null;
            case PREPARED -> later(attempt.createdAt().plus(LIVE), now);
            case UNKNOWN, ACTION_NEEDED, PROCESSING -> after(attempt, times, now);
            // At once when it is new, then at the gateway's times.
            case UNWANTED -> now;
        };
    }

    static Instant after(SetupTry attempt, List<Duration> times, Instant now) {
        for (Duration time : times) {
            Instant at = attempt.createdAt().plus(time);
            if (at.isAfter(now)) {
                return at;
            }
        }
        return now.plus(times.isEmpty() ? Duration.ofHours(1) : times.getLast());
    }

    /** When to look again after a look that the gateway did not answer. */
    static @Nullable Instant afterSilence(SetupTry attempt, Capabilities able, Instant now) {
        Instant next = next(attempt, able.inquiryTimes(), now);
        Instant again = Silence.until(attempt.createdAt(), now, able);
        boolean isSooner = next == null || (next.isAfter(now) && next.isBefore(again));
        return isSooner ? next : again;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
