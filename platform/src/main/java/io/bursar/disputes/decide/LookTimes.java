package io.bursar.disputes.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** When to ask a gateway what became of a submission. */
public final class LookTimes {
    /** So long a request that is under way is left alone; longer than its calls may take. */
    public static final Duration LIVE = Duration.ofSeconds(90);

    /** After this, what the gateway has not done in spite of being asked again did not happen. */
    public static final Duration PROOF = Duration.ofMinutes(15);

    private static final List<Duration> TIMES =
            List.of(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(5), PROOF);

    private LookTimes() {}

    public static Instant next(Instant createdAt, Instant now) {
        for (Duration time : TIMES) {
            Instant at = createdAt.plus(time);
            if (at.isAfter(now)) {
                return at;
            }
        }
        return now.plus(PROOF);
    }
}
