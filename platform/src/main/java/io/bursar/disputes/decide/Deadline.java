package io.bursar.disputes.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When somebody is told that a dispute waits for an answer.
 *
 * @param before the deadline, each one warning; longest first
 */
public record Deadline(List<Duration> before) {
    public Deadline {
        before = before.stream().sorted(Comparator.reverseOrder()).toList();
    }

    /** The next time; null: nobody needs to be told any more. */
    public @Nullable Instant warnAt(Dispute dispute) {
        Instant due = dispute.dueBy();
        if (due == null || !dispute.state().isOpen() || dispute.answering().isPastDue()) {
            return null;
        }
        int warned = dispute.answering().warned();
        return warned < before.size() ? due.minus(before.get(warned)) : due;
    }

    /** How many warnings should have been given by a time. */
    public int warnedBy(Instant due, Instant now) {
        return (int)
                before.stream().filter(each -> !due.minus(each).isAfter(now)).count();
    }
}
