package io.bursar.engine.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the log keeps them: microseconds since 1970, UTC. */
public final class Micros {
    private Micros() {}

    public static long of(Instant time) {
        long seconds = time.getEpochSecond();
        if (Math.abs(seconds) > 1L << 40) {
            return seconds < 0 ? Long.MIN_VALUE / 2 : Long.MAX_VALUE / 2;
        }
        return seconds * 1_000_000 + time.getNano() / 1_000;
    }

    public static Instant toInstant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
