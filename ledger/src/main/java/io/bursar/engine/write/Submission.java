package io.bursar.engine.write;

import io.bursar.engine.Command;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerException;
import io.bursar.engine.Outcome;
import io.bursar.engine.evaluate.Prepared;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Commands that one caller submitted together, and where their outcomes go. Never split over batches. */
final class Submission {
    final List<Prepared> commands;
    final Atomicity atomicity;
    final long deadlineNanos;
    final int weight;
    final CompletableFuture<List<Outcome>> future = new CompletableFuture<>();
    final @Nullable Outcome[] outcomes;

    @Nullable
    LedgerException failure;

    Submission(List<Command> commands, Atomicity atomicity, long deadlineNanos) {
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

    /** Tells the caller. */
    void complete() {
        if (failure != null) {
            future.completeExceptionally(failure);
        } else {
            List<Outcome> answers = new java.util.ArrayList<>(outcomes.length);
            for (Outcome outcome : outcomes) {
                answers.add(java.util.Objects.requireNonNull(outcome, "a command was left without an outcome"));
            }
            future.complete(answers);
        }
    }
}
