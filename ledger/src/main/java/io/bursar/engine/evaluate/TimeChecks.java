package io.bursar.engine.evaluate;

import io.bursar.engine.Command;
import io.bursar.engine.Outcome;
import io.bursar.engine.log.Micros;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is malformed in a command only in the light of the book's time; the rest is {@link StaticChecks}'. */
final class TimeChecks {
    private static final long EFFECTIVE_AHEAD_MICROS = Duration.ofDays(1).toNanos() / 1_000;
    private static final long EXPIRY_AHEAD_MICROS = Duration.ofDays(3_660).toNanos() / 1_000;

    private TimeChecks() {}

    static Outcome.@Nullable Malformed defect(Command command, long nowMicros) {
        Instant effectiveAt = command.terms().effectiveAt();
        if (effectiveAt != null && Micros.of(effectiveAt) > nowMicros + EFFECTIVE_AHEAD_MICROS) {
            return new Outcome.Malformed("effective_at", "must not be more than one day ahead of the book's time");
        }
        if (command instanceof Command.Hold hold && hold.expiresAt() != null) {
            long expiresAt = Micros.of(hold.expiresAt());
            if (expiresAt <= nowMicros || expiresAt > nowMicros + EXPIRY_AHEAD_MICROS) {
                return new Outcome.Malformed("expires_at", "must be ahead of the book's time, by 3,660 days at most");
            }
        }
        if (isAhead(command, nowMicros)) {
            return new Outcome.Malformed("before", "must not be ahead of the book's time");
        }
        return null;
    }

    /** Whether it would close, or leave closed, what is still to come. */
    private static boolean isAhead(Command command, long nowMicros) {
        Instant before =
                switch (command) {
                    case Command.ClosePeriod close -> close.before();
                    case Command.ReopenPeriod reopen -> reopen.before();
                    default -> null;
                };
        return before != null && Micros.of(before) > nowMicros;
    }
}
