package io.bursar.engine.write;

import io.bursar.engine.Command;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerException;
import io.bursar.engine.LedgerObserver.Decision;
import io.bursar.engine.Outcome;
import io.bursar.engine.evaluate.Evaluator;
import io.bursar.engine.evaluate.Evaluator.Recording;
import io.bursar.engine.evaluate.Prepared;
import io.bursar.engine.read.Foreseen;
import io.bursar.engine.state.BookState;
import io.bursar.engine.write.Submission.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Decides a batch, one submission after another, and notes what was decided for those who want to hear it. */
final class BatchDecisions {
    /** Whether commands are noted; expiries always are. */
    enum Noting {
        ALL,
        EXPIRIES
    }

    private final BookState state;
    private final Evaluator evaluator;
    private final Noting noting;
    private final List<Decision> decisions = new ArrayList<>();

    BatchDecisions(BookState state, Evaluator evaluator, Noting noting) {
        this.state = state;
        this.evaluator = evaluator;
        this.noting = noting;
    }

    /** What was decided so far, in order of evaluation. */
    List<Decision> all() {
        return decisions;
    }

    void expireDue() {
        evaluator.expireDue();
        noteExpiries();
    }

    private void noteExpiries() {
        for (Decision.Expiry expiry : evaluator.takeExpiries()) {
            decisions.add(new Decision(expiry, new Outcome.Applied(expiry.hold(), Instant.EPOCH)));
        }
    }

    /** Leaves the submission's outcomes, or its failure, in it. */
    void decide(Submission submission) {
        BookState.Mark before = state.mark();
        int ridersBefore = evaluator.riderCount();
        int decisionsBefore = decisions.size();
        try {
            if (submission.atomicity == Atomicity.ALL_OR_NOTHING) {
                decideTogether(submission);
            } else {
                decideEach(submission);
            }
            if (submission.purpose == Purpose.FORESEE) {
                submission.foresee(new Foreseen(state, before.position()));
                takeBack(before, ridersBefore, decisionsBefore);
            }
        } catch (RuntimeException defect) {
            // A defect in evaluation ends its own submission; the book goes on from before it.
            takeBack(before, ridersBefore, decisionsBefore);
            submission.failure = new LedgerException(
                    LedgerException.Reason.DEFECT, "evaluating the command failed; it was not applied", defect);
        }
    }

    private void takeBack(BookState.Mark before, int riders, int noted) {
        state.undoTo(before);
        evaluator.undoRiders(riders);
        evaluator.takeExpiries();
        decisions.subList(noted, decisions.size()).clear();
    }

    private void decideEach(Submission submission) {
        List<Prepared> commands = submission.commands;
        for (int i = 0; i < commands.size(); i++) {
            Outcome outcome = evaluator.evaluate(commands.get(i), Recording.RECORD);
            submission.outcomes[i] = outcome;
            noteExpiries();
            if (noting == Noting.ALL) {
                decisions.add(new Decision(commands.get(i).command(), outcome));
            }
        }
    }

    private void decideTogether(Submission submission) {
        List<Prepared> commands = submission.commands;
        for (Prepared prepared : commands) {
            evaluator.expireOwn(prepared);
        }
        noteExpiries();
        BookState.Mark before = state.mark();
        int ridersBefore = evaluator.riderCount();
        for (int i = 0; i < commands.size(); i++) {
            Outcome outcome = evaluator.evaluate(commands.get(i), Recording.LEAVE_NO_TRACE);
            submission.outcomes[i] = outcome;
            if (!stands(outcome)) {
                state.undoTo(before);
                evaluator.undoRiders(ridersBefore);
                submission.answerAll(new Outcome.Aborted(i));
                submission.outcomes[i] = outcome;
                break;
            }
        }
        if (noting == Noting.ALL) {
            List<Command> all = commands.stream().map(Prepared::command).toList();
            decisions.add(new Decision(new Decision.Atomic(all), outcomeTogether(submission)));
        }
    }

    private static boolean stands(Outcome outcome) {
        return outcome instanceof Outcome.Applied
                || (outcome instanceof Outcome.Replayed replayed && replayed.first() instanceof Outcome.Applied);
    }

    private static Outcome outcomeTogether(Submission submission) {
        for (Outcome outcome : submission.outcomes) {
            if (outcome instanceof Outcome.Aborted aborted) {
                return Objects.requireNonNull(submission.outcomes[aborted.index()]);
            }
        }
        return Objects.requireNonNull(submission.outcomes[0]);
    }
}
