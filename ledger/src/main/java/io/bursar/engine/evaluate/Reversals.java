package io.bursar.engine.evaluate;

import io.bursar.engine.Command;
import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.Outcome;
import io.bursar.engine.log.Json;
import io.bursar.engine.state.Claim;
import org.jspecify.annotations.Nullable;

/** Decides reversals, which take from a transaction as a capture takes from a hold. */
final class Reversals {
    private final Evaluation evaluation;
    private final Plan plan;

    Reversals(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.plan = evaluation.plan;
    }

    Outcome reverse(Prepared prepared, Command.Reverse reverse) {
        Claim target = transactionClaim(reverse.transaction());
        if (target == null) {
            return new Outcome.TargetUnknown(reverse.transaction());
        }
        if (target.isUsedUp()) {
            return new Outcome.TargetSettled(target.target());
        }
        Taking taking = new Taking(target);
        Outcome.Rejection refusal = taking.fill(reverse.part());
        if (refusal == null) {
            refusal = taking.check(prepared, evaluation);
        }
        if (refusal != null) {
            return refusal;
        }
        for (int leg = 0; leg < taking.amounts.length; leg++) {
            if (taking.amounts[leg] > 0) {
                plan.add(EntryKind.REVERSAL, target.credit()[leg], target.debit()[leg], taking.amounts[leg]);
            }
        }
        refusal = plan.check(prepared.isFact());
        if (refusal == null) {
            refusal = evaluation.riders.conflict(prepared);
        }
        if (refusal != null) {
            return refusal;
        }
        long first = evaluation.commit(prepared, Json.write(taking.detail(prepared)));
        evaluation.state.putClaim(target.take(taking.amounts, 0, Claim.State.OPEN, evaluation.memory.seq(first)));
        return evaluation.applied(prepared, first);
    }

    /** The claim on a transaction; made from its rows when nothing was reversed yet. */
    private @Nullable Claim transactionClaim(long id) {
        Claim known = evaluation.state.claim(id);
        if (known != null) {
            return known.kind() == Claim.Kind.TRANSACTION ? known : null;
        }
        long position = LedgerId.position(id);
        boolean here = LedgerId.book(id) == evaluation.memory.book() && evaluation.memory.holds(position);
        return here ? FreshClaims.ofTransaction(evaluation.memory, position) : null;
    }
}
