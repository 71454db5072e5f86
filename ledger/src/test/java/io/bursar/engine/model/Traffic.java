package io.bursar.engine.model;

import io.bursar.engine.Command;
import io.bursar.engine.DryRun;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerException;
import io.bursar.engine.Outcome;
import io.bursar.engine.Riders;
import io.bursar.engine.Terms;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Submits what generators make, from several threads, and notes what was answered. */
final class Traffic {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int WAITING_MAX = 3_000;
    private static final int UNHEARD_MAX = 100_000;
    private static final int FLOOD = 2_500;
    private static final int DRY_RUN_EVERY = 8;

    /**
     * How much is submitted and how hard.
     *
     * @param until the outcome that is waited for; null: until there were {@code commands}
     */
    record Manner(int commands, @Nullable String until, Duration deadline) {
        static Manner random(int commands) {
            return new Manner(commands, null, Duration.ofSeconds(60));
        }

        static Manner untilBusy(int count) {
            return new Manner(count, "Busy", Duration.ofSeconds(60));
        }

        static Manner untilTooLate(int count) {
            return new Manner(count, "DeadlinePassed", Duration.ofNanos(1));
        }
    }

    private final Tickets tickets;
    private final World world;
    private final Tally tally;
    private final Semaphore room = new Semaphore(WAITING_MAX);
    private final AtomicInteger submitted = new AtomicInteger();
    private final AtomicInteger dryRuns = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicLong decided = new AtomicLong();
    private final AtomicLong heard = new AtomicLong();
    private final AtomicLong unheard = new AtomicLong();
    private final AtomicBoolean flooded = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile Manner manner = Manner.random(0);

    Traffic(Tickets tickets, World world, Tally tally) {
        this.tickets = tickets;
        this.world = world;
        this.tally = tally;
    }

    void begin(Manner next) {
        manner = next;
        submitted.set(0);
        flooded.set(false);
    }

    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    void throwFailure() {
        Throwable cause = failure.get();
        if (cause instanceof Divergence divergence) {
            throw divergence;
        }
        if (cause != null) {
            throw new Divergence("the test itself failed", cause);
        }
    }

    /** The observer told of so many decided commands. */
    void heard(int commands) {
        heard.addAndGet(commands);
        unheard.addAndGet(commands);
    }

    /** The model has evaluated so many. */
    void listened(int decisions) {
        unheard.addAndGet(-decisions);
    }

    /** A submitter's work. */
    void send(List<Ledger> nodes, CommandGenerator generator) {
        try {
            int turn = 0;
            while (failure.get() == null && !isEnough()) {
                if (unheard.get() > UNHEARD_MAX && nodes.size() == 1) {
                    LockSupport.parkNanos(1_000_000);
                    continue;
                }
                Ledger node = nodes.get(turn++ % nodes.size());
                boolean half = submitted.get() > manner.commands() / 2 && manner.until() == null;
                if (half && flooded.compareAndSet(false, true)) {
                    flood(node, generator);
                }
                if (turn % 200 == 100) {
                    submit(node, generator.poisoned(now()));
                }
                Submission next = generator.next(now());
                submitted.addAndGet(next.commands().size());
                submit(node, next);
            }
        } catch (Throwable broken) {
            fail(broken);
        }
    }

    /** One submission at a time, each after the model has heard the one before. */
    void sendChains(Ledger node, CommandGenerator generator, int chains) throws InterruptedException {
        for (int i = 0; i < chains && failure.get() == null; i++) {
            submit(node, generator.chain(node.reader().committedSeq() + 1, now()));
            awaitAnswers();
        }
    }

    private boolean isEnough() {
        String until = manner.until();
        return until == null ? submitted.get() >= manner.commands() : tally.get(until) >= manner.commands();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    /** Holds that all end in the same moment. */
    private void flood(Ledger node, CommandGenerator generator) throws InterruptedException {
        Instant end = now().plusMillis(400 + 3 * world.lagMillis());
        for (int sent = 0; sent < FLOOD; sent += 100) {
            List<Command> holds = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                holds.add(Commands.with(generator.holdUntil(end), Terms.NONE.asFact()));
            }
            submit(node, new Submission(Submission.Form.INDIVIDUAL, Lane.INTERACTIVE, holds));
        }
    }

    void submit(Ledger node, Submission submission) throws InterruptedException {
        List<Command> commands = submission.commands();
        int count = commands.size();
        if (dryRuns.incrementAndGet() % DRY_RUN_EVERY == 0) {
            tryOut(node, submission);
        }
        if (manner.until() == null) {
            room.acquire(count);
        }
        boolean counted = manner.until() == null;
        tickets.submitted(submission);
        unanswered.addAndGet(count);
        long begun = System.nanoTime();
        future(node, submission)
                .handle((outcomes, problem) -> {
                    world.answeredAfter((System.nanoTime() - begun) / 1_000_000);
                    completed(submission, outcomes, problem);
                    unanswered.addAndGet(-count);
                    if (counted) {
                        room.release(count);
                    }
                    return count;
                })
                .exceptionally(broken -> {
                    fail(broken);
                    return 0;
                });
    }

    private void completed(Submission submission, @Nullable List<Outcome> outcomes, @Nullable Throwable problem) {
        try {
            if (outcomes == null) {
                failed(submission, problem);
            } else {
                answered(submission, outcomes);
            }
        } catch (RuntimeException | Divergence broken) {
            fail(broken);
        }
    }

    /** A dry run among the rest: the model never hears of it, so whatever it left would make them differ. */
    private void tryOut(Ledger node, Submission submission) {
        Atomicity atomicity =
                submission.form() == Submission.Form.ALL_OR_NOTHING ? Atomicity.ALL_OR_NOTHING : Atomicity.INDIVIDUAL;
        var _ = node.dryRun(submission.commands(), submission.lane(), atomicity, manner.deadline())
                .whenComplete((foreseen, problem) -> {
                    if (problem != null) {
                        fail(new Divergence("a dry run failed: " + submission, problem));
                    } else {
                        foreseen.forEach(one ->
                                tally.count(one instanceof DryRun.Told ? "(dry runs: told)" : "(dry runs: booked)"));
                    }
                });
    }

    private CompletableFuture<List<Outcome>> future(Ledger node, Submission submission) {
        List<Command> commands = submission.commands();
        return switch (submission.form()) {
            case SINGLE ->
                submission.lane() == Lane.INTERACTIVE
                        ? node.submit(commands.getFirst()).thenApply(List::of)
                        : node.submitAll(commands, submission.lane(), Atomicity.INDIVIDUAL, manner.deadline());
            case INDIVIDUAL -> node.submitAll(commands, submission.lane(), Atomicity.INDIVIDUAL, manner.deadline());
            case ALL_OR_NOTHING ->
                node.submitAll(commands, submission.lane(), Atomicity.ALL_OR_NOTHING, manner.deadline());
        };
    }

    private void answered(Submission submission, List<Outcome> outcomes) {
        if (outcomes.size() != submission.commands().size()) {
            throw new Divergence("%d outcomes for %s".formatted(outcomes.size(), submission));
        }
        for (int i = 0; i < outcomes.size(); i++) {
            Command command = submission.commands().get(i);
            Outcome outcome = outcomes.get(i);
            if (outcome instanceof Outcome.Busy || outcome instanceof Outcome.DeadlinePassed) {
                tally.count(outcome);
            } else {
                decided.incrementAndGet();
            }
            tickets.answered(command, outcome);
            world.told(command, outcome);
        }
    }

    /** Only riders that the database cannot take may fail. */
    private void failed(Submission submission, @Nullable Throwable problem) {
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        boolean poisoned = submission.commands().stream().anyMatch(Traffic::isPoisoned);
        boolean riderFailed =
                cause instanceof LedgerException known && known.reason() == LedgerException.Reason.RIDER_FAILED;
        if (!poisoned || !riderFailed) {
            throw new Divergence("failed: " + submission, cause == null ? new IllegalStateException() : cause);
        }
        submission.commands().forEach(tickets::failed);
        tally.count("(riders that failed)");
    }

    private static boolean isPoisoned(Command command) {
        Riders riders = command.terms().riders();
        return riders != null && riders.subject().startsWith("poison");
    }

    /** Waits until everything was answered and everything decided was heard of. */
    void awaitAnswers() {
        Instant limit = Instant.now().plus(PATIENCE);
        while (unanswered.get() > 0 || decided.get() > heard.get()) {
            throwFailure();
            if (Instant.now().isAfter(limit)) {
                throw new Divergence("no answer after %s: %d commands, such as %s; decided %d, heard %d"
                        .formatted(PATIENCE, unanswered.get(), tickets.anyOpen(), decided.get(), heard.get()));
            }
            LockSupport.parkNanos(1_000_000);
        }
        throwFailure();
    }
}
