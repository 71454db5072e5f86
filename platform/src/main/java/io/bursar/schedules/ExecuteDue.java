package io.bursar.schedules;

import io.bursar.api.ProblemException;
import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.Outcome;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books what is due. Whatever is not settled in the end (the queue was full, the book could not be written, the answer
 * did not come) stays scheduled and is tried again when its lease is over, under the same key of the ledger.
 */
final class ExecuteDue {
    private static final Logger LOG = LoggerFactory.getLogger(ExecuteDue.class);

    private final ScheduleStore store;
    private final OpenBooks books;
    private final Limits limits;

    /**
     * @param most at a time, ≥ 1
     * @param deadline how long one may wait to be taken up by its book
     * @param lease how long the other nodes leave it alone
     */
    record Limits(int most, Duration deadline, Duration lease) {
        static final Limits STANDARD = new Limits(500, Duration.ofSeconds(5), Duration.ofSeconds(15));
    }

    ExecuteDue(ScheduleStore store, OpenBooks books, Limits limits) {
        this.store = store;
        this.books = books;
        this.limits = limits;
    }

    private record Submitted(Scheduled scheduled, CompletableFuture<List<Outcome>> outcome) {}

    /** Books all that is due by a time and that no other node is at. @return how many this node executed */
    int run(Instant now) {
        int executed = 0;
        List<Scheduled> due;
        do {
            due = store.leaseDue(now, limits.lease(), limits.most());
            executed += run(due);
        } while (due.size() == limits.most());
        return executed;
    }

    /** Books those that were read, as far as they are still scheduled. @return how many this node executed */
    int run(List<Scheduled> read) {
        List<Submitted> submitted = new ArrayList<>(read.size());
        for (Scheduled each : read) {
            submit(each, submitted);
        }
        long giveUpNs = System.nanoTime() + limits.lease().toNanos();
        int executed = 0;
        for (Submitted each : submitted) {
            executed += settle(each, giveUpNs) ? 1 : 0;
        }
        return executed;
    }

    private void submit(Scheduled scheduled, List<Submitted> to) {
        try {
            to.add(new Submitted(
                    scheduled,
                    books.of(scheduled.book())
                            .submitAll(
                                    List.of(command(scheduled)), Lane.BULK, Atomicity.INDIVIDUAL, limits.deadline())));
        } catch (ProblemException notOpen) {
            LOG.warn("a scheduled transaction waits, its book is not open book={}", scheduled.book(), notOpen);
        }
    }

    /** What the ledger is asked, each time with the same key. */
    static Command command(Scheduled scheduled) {
        Order order = scheduled.order();
        return order.command(order.terms()
                .withKey(Key.derived("scheduled " + scheduled.id()))
                .withRiders(ScheduleStore.executed(scheduled)));
    }

    private boolean settle(Submitted submitted, long giveUpNs) {
        Scheduled scheduled = submitted.scheduled();
        try {
            Outcome outcome = submitted
                    .outcome()
                    .get(Math.max(0, giveUpNs - System.nanoTime()), TimeUnit.NANOSECONDS)
                    .getFirst();
            return settle(scheduled, outcome);
        } catch (TimeoutException unknown) {
            LOG.warn("whether a scheduled transaction was booked is not known yet id={}", scheduled.id());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            LOG.warn("a scheduled transaction could not be booked; it is tried again id={}", scheduled.id(), failed);
        }
        return false;
    }

    private boolean settle(Scheduled scheduled, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied _ -> true;
            // An attempt before this one did it, and its rider said so.
            case Outcome.Replayed(Outcome.Applied _) -> false;
            // An attempt before this one was refused, and ended before it could say so.
            case Outcome.Replayed(Outcome.Rejection first) -> refuse(scheduled, first);
            // Somebody else settled it first: another node, or who canceled it.
            case Outcome.Conflict _ -> false;
            case Outcome.Busy _, Outcome.DeadlinePassed _, Outcome.Aborted _ -> false;
            case Outcome.KeyReused(List<String> differing) -> {
                LOG.error(
                        "a scheduled transaction has changed and waits id={} differing={}", scheduled.id(), differing);
                yield false;
            }
            case Outcome.Rejection rejection -> refuse(scheduled, rejection);
        };
    }

    private boolean refuse(Scheduled scheduled, Outcome.Rejection rejection) {
        if (Result.of(rejection) instanceof Result.Refused refused) {
            store.refuse(scheduled, refused.problem());
        }
        return false;
    }
}
