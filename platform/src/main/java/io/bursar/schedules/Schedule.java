package io.bursar.schedules;

import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.engine.DryRun;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerException;
import io.bursar.engine.Outcome;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.springframework.stereotype.Component;

/** Puts a transaction on the schedule. */
@Component
final class Schedule {
    /** How far ahead. */
    static final Duration AHEAD_MAX = Duration.ofDays(366);

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final ScheduleStore store;
    private final OpenBooks books;

    Schedule(ScheduleStore store, OpenBooks books) {
        this.store = store;
        this.books = books;
    }

    /** What became of a request, in order of precedence. */
    sealed interface Addition {}

    /** The key was used before with the same parameters. */
    record Replayed(Scheduled made) implements Addition {}

    /** The key was used before with others. @param differing names of those that differ, at least one */
    record KeyReused(List<String> differing) implements Addition {
        KeyReused {
            differing = List.copyOf(differing);
        }
    }

    /** It could never be booked. */
    record Malformed(Problem problem) implements Addition {}

    /** It waits for its time. */
    record Added(Scheduled made) implements Addition {}

    Addition add(ScheduleKey key, Order order, Instant executeAt) {
        Optional<Scheduled> before = store.findMade(key);
        if (before.isPresent()) {
            return replay(before.get(), order, executeAt);
        }
        Optional<Problem> wrong = wrongTime(executeAt).or(() -> malformed(key.book(), order));
        if (wrong.isPresent()) {
            return new Malformed(wrong.get());
        }
        return store.insert(key, order, executeAt)
                .<Addition>map(Added::new)
                .orElseGet(() -> replay(store.findMade(key).orElseThrow(), order, executeAt));
    }

    private static Addition replay(Scheduled before, Order order, Instant executeAt) {
        List<String> differing = Order.differing(before.order(), before.executeAt(), order, executeAt);
        return differing.isEmpty() ? new Replayed(before) : new KeyReused(differing);
    }

    private Optional<Problem> wrongTime(Instant executeAt) {
        Instant now = store.now();
        boolean isAhead = executeAt.isAfter(now) && !executeAt.isAfter(now.plus(AHEAD_MAX));
        return isAhead
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ErrorCode.PARAMETER_INVALID,
                        "execute_at must be later than now (" + now + "), by 366 days at most.",
                        "execute_at"));
    }

    /**
     * What is wrong whatever the books say: a dry run tells it now and not at night. What the ledger would refuse today
     * may be right when its time has come.
     */
    private Optional<Problem> malformed(int book, Order order) {
        DryRun today = await(book, order);
        return switch (Result.of(today.outcome())) {
            case Result.Refused(Problem problem, Result.Telling _)
            when isForGood(today.outcome()) -> Optional.of(problem);
            case Result _ -> Optional.empty();
        };
    }

    private DryRun await(int book, Order order) {
        try {
            return books.of(book)
                    .dryRun(List.of(order.command(order.terms())), Lane.INTERACTIVE, Atomicity.INDIVIDUAL, DEADLINE)
                    .join()
                    .getFirst();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof LedgerException cause ? Result.failure(cause) : failed;
        }
    }

    /** Whether it is about the request or this moment, and not about what the books say. */
    private static boolean isForGood(Outcome outcome) {
        return outcome instanceof Outcome.Malformed
                || outcome instanceof Outcome.Busy
                || outcome instanceof Outcome.DeadlinePassed;
    }
}
