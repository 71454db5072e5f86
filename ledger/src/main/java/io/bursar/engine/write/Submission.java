package io.bursar.engine.write;

import io.bursar.engine.Command;
import io.bursar.engine.DryRun;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerException;
import io.bursar.engine.Outcome;
import io.bursar.engine.evaluate.Prepared;
import io.bursar.engine.read.Foreseen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Commands that one caller submitted together, and where their outcomes go. Never split over batches. */
final class Submission {
    /** Whether they are booked, or only evaluated. */
    enum Purpose {
        BOOK,
        FORESEE
    }

    final List<Prepared> commands;
    final Purpose purpose;
    final Atomicity atomicity;
    final long deadlineNanos;
    final int weight;
    final CompletableFuture<List<Outcome>> future = new CompletableFuture<>();
    final @Nullable Outcome[] outcomes;

    @Nullable
    LedgerException failure;

    private List<DryRun> foreseen = List.of();

    Submission(List<Command> commands, Purpose purpose, Atomicity atomicity, long deadlineNanos) {
        this.purpose = purpose;
        this.commands = commands.stream().map(Prepared::of).toList();
        this.atomicity = atomicity;
        this.deadlineNanos = deadlineNanos;
        this.weight = this.commands.stream().mapToInt(Prepared::weight).sum();
        this.outcomes = new @Nullable Outcome[commands.size()];
    }

    boolean isLate(long nowNanos) {
        return deadlineNanos - nowNanos < 0;
    }

    void answerAll(Outcome outcome) {
        Arrays.fill(outcomes, outcome);
    }

    /** Looks at what the commands came to, before it is taken back. */
    void foresee(Foreseen views) {
        foreseen = IntStream.range(0, commands.size())
                .mapToObj(i -> views.of(
                        commands.get(i).command(), Objects.requireNonNull(outcomes[i], "a command has no outcome")))
                .toList();
    }

    /** What was foreseen; where an attempt's evaluation is not what is answered in the end, the answer alone. */
    List<DryRun> foreseen(List<Outcome> answers) {
        List<DryRun> all = new ArrayList<>(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            boolean holds = !foreseen.isEmpty() && foreseen.get(i).outcome() == answers.get(i);
            all.add(holds ? foreseen.get(i) : new DryRun.Told(answers.get(i)));
        }
        return all;
    }

    /** Tells the caller. */
    void complete() {
        if (failure != null) {
            future.completeExceptionally(failure);
        } else {
            List<Outcome> answers = new ArrayList<>(outcomes.length);
            for (Outcome outcome : outcomes) {
                answers.add(Objects.requireNonNull(outcome, "a command was left without an outcome"));
            }
            future.complete(answers);
        }
    }
}
