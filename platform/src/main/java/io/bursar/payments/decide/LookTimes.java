package io.bursar.payments.decide;

import io.bursar.gateways.Capabilities;
import io.bursar.gateways.Silence;
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

    private static final Duration SHORTEST = Duration.ofSeconds(15);
    private static final Duration DAY = Duration.ofDays(1);

    private LookTimes() {}

    /** @return null: never */
    public static @Nullable Instant next(Attempt attempt, Capabilities able, Instant now) {
        if (attempt.isToGiveBack()) {
            return later(returning(attempt), now);
        }
        if (attempt.state() == AttemptState.FAILED && !attempt.hasOpen()) {
            return ofFailed(attempt, able, now);
        }
        @Nullable Instant next = null;
        for (Operation operation : attempt.operations()) {
            if (operation.isOpen()) {
                next = earlier(next, ofOpen(operation, able.inquiryTimes(), now));
            }
        }
        Instant until = attempt.details().until();
        return attempt.state() == AttemptState.AUTHORISED && until != null
                ? earlier(next, later(until.plus(GRACE), now.plus(GRACE)))
                : next;
    }

    /**
     * Money may yet be taken for it, and the news of that lost: it is looked at once a day for as long as that may
     * happen.
     */
    private static @Nullable Instant ofFailed(Attempt attempt, Capabilities able, Instant now) {
        if (attempt.authorisation().state().isUnsent()) {
            return null;
        }
        Instant last = attempt.createdAt().plus(able.lateFor());
        Instant next = attempt.createdAt().plus(DAY);
        while (!next.isAfter(now)) {
            next = next.plus(DAY);
        }
        return next.isAfter(last) ? null : next;
    }

    /** The same after a look that the gateway did not answer. */
    public static @Nullable Instant afterSilence(Attempt attempt, Capabilities able, Instant now) {
        if (attempt.isToGiveBack()) {
            return later(returning(attempt), Silence.until(attempt.createdAt(), now, able));
        }
        @Nullable Instant next = next(attempt, able, now);
        for (Operation operation : attempt.operations()) {
            Instant notBefore = operation.notes().notBefore();
            boolean isAsked = operation.isOpen() && (notBefore == null || !notBefore.isAfter(now));
            if (isAsked && next != null) {
                Instant again = Silence.until(operation.begunAt(), now, able);
                // What is due at once, for its process has ended, is not asked about without a pause either.
                next = next.isAfter(now) ? earlier(next, again) : again;
            }
        }
        return next;
    }

    /**
     * When money that nobody wants is given back: at once, and after a return that failed in {@link #SHORTEST}, then
     * after twice as long each time, at last once a day. A gateway that refuses, because the payer disputes the
     * payment for instance, is not asked without end.
     */
    public static Instant returning(Attempt attempt) {
        Operation.Kind kind = attempt.tally().held() > 0 ? Operation.Kind.RELEASE : Operation.Kind.REFUND;
        List<Instant> failed = attempt.operations().stream()
                .filter(each -> each.is(kind) && !each.isOpen())
                .filter(each -> !(each.state() instanceof OperationState.Succeeded))
                .map(Operation::createdAt)
                .sorted()
                .toList();
        if (failed.isEmpty()) {
            return attempt.createdAt();
        }
        Duration wait = Duration.between(failed.getFirst(), failed.getLast());
        if (wait.compareTo(SHORTEST) < 0) {
            wait = SHORTEST;
        }
        return failed.getLast().plus(wait.compareTo(DAY) > 0 ? DAY : wait);
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
