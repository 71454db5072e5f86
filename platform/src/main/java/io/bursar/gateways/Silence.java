package io.bursar.gateways;

import java.time.Duration;
import java.time.Instant;

/**
 * When to ask a gateway again that gave no answer. The times at which a rail may be asked count questions that it
 * heard; after one that it did not, the next of them may be hours away. The older the matter the longer it waits, so
 * that a gateway that is down for a day is not asked without end.
 */
public final class Silence {
    private static final Duration SHORTEST = Duration.ofSeconds(15);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private Silence() {}

    /**
     * @param since when that began which is asked about
     * @param able the first of its inquiry times is also the least between two questions
     */
    public static Instant until(Instant since, Instant now, Capabilities able) {
        Duration least = able.inquiryTimes().stream().findFirst().orElse(SHORTEST);
        Duration wait = Duration.between(since, now).dividedBy(4);
        wait = longer(wait, longer(SHORTEST, least));
        return now.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
