package io.bursar.engine.evaluate;

import io.bursar.engine.Command;
import io.bursar.engine.LedgerObserver.Decision;
import io.bursar.engine.Outcome;
import io.bursar.engine.state.BookState;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates one command after another against the book's state, to the letter of the ledger's semantics. Used by one
 * thread, for one batch at a time: {@link #begin}, then commands; what they did to the state is there at once.
 */
public final class Evaluator {
    /** Whether refusals are recorded under their keys. */
    public enum Recording {
        RECORD,
        LEAVE_NO_TRACE
    }

    private final Evaluation evaluation;
    private final KeyedAnswers answers;
    private final Expiries expiries;
    private final Transactions transactions;
    private final Holds holds;
    private final Reversals reversals;
    private final Directives directives;

    public Evaluator(BookState state) {
        this.evaluation = new Evaluation(state);
        this.answers = new KeyedAnswers(evaluation);
        this.expiries = new Expiries(evaluation);
        this.transactions = new Transactions(evaluation);
        this.holds = new Holds(evaluation);
        this.reversals = new Reversals(evaluation);
        this.directives = new Directives(evaluation);
    }

    /**
     * Begins a batch.
     *
     * @param atMicros the batch's time
     * @param sealed what keys of the batch were answered before, as far as sealed partitions know them
     * @param conflicts commands whose riders are known to have lost against another writer
     */
    public void begin(long atMicros, SealedAnswers sealed, Set<Prepared> conflicts) {
        evaluation.begin(atMicros);
        evaluation.riders.begin(conflicts);
        answers.begin(sealed);
        expiries.begin();
    }

    /** Riders of the commands applied so far in this batch. */
    public List<AppliedRiders> riders() {
        return evaluation.riders.all();
    }

    /** Number of riders so far, to come back to. */
    public int riderCount() {
        return evaluation.riders.all().size();
    }

    /** Takes riders and subjects back. */
    public void undoRiders(int count) {
        evaluation.riders.undoTo(count);
    }

    /** Expires due holds, oldest first, as many as one batch expires at its head. */
    public void expireDue() {
        expiries.expireDue();
    }

    /** Expires what is due on the command's own accounts, which only matters when more is due than a batch expires. */
    public void expireOwn(Prepared prepared) {
        expiries.expireOwn(prepared);
    }

    /** Expiries since the last call, in order. */
    public List<Decision.Expiry> takeExpiries() {
        return expiries.take();
    }

    /** Decides one command; an applied one has left its rows in memory. */
    public Outcome evaluate(Prepared prepared, Recording recording) {
        expiries.expireOwn(prepared);
        if (prepared.isKeyed()) {
            Outcome before = answers.find(prepared);
            if (before != null) {
                return before;
            }
        }
        Outcome.Rejection defect = defect(prepared);
        if (defect != null) {
            return defect;
        }
        evaluation.plan.clear();
        Outcome outcome = decide(prepared);
        if (recording == Recording.RECORD && outcome instanceof Outcome.Rejection rejection) {
            answers.record(prepared, rejection);
        }
        return outcome;
    }

    private Outcome.@Nullable Rejection defect(Prepared prepared) {
        return prepared.defect != null ? prepared.defect : TimeChecks.defect(prepared.command, evaluation.nowMicros());
    }

    private Outcome decide(Prepared prepared) {
        return switch (prepared.command) {
            case Command.Transact transact -> transactions.transact(prepared, transact);
            case Command.Hold hold -> transactions.hold(prepared, hold);
            case Command.Capture capture -> holds.capture(prepared, capture);
            case Command.Release release -> holds.release(prepared, release);
            case Command.Reverse reverse -> reversals.reverse(prepared, reverse);
            case Command.SetLimits limits -> directives.setLimits(prepared, limits);
            case Command.SetStatus status -> directives.setStatus(prepared, status);
            case Command.SetMetadata metadata -> directives.setMetadata(prepared, metadata);
            case Command.DefineChart define -> directives.defineChart(prepared, define);
            case Command.ClosePeriod close -> directives.closePeriod(prepared, close);
            case Command.ReopenPeriod reopen -> directives.reopenPeriod(prepared, reopen);
        };
    }
}
