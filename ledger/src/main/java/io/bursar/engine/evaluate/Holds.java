package io.bursar.engine.evaluate;

import io.bursar.engine.Command;
import io.bursar.engine.EntryKind;
import io.bursar.engine.Outcome;
import io.bursar.engine.log.Json;
import io.bursar.engine.state.Claim;
import io.bursar.money.Split;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a hold: captures and releases. */
final class Holds {
    private final Evaluation evaluation;
    private final Plan plan;

    Holds(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.plan = evaluation.plan;
    }

    Outcome capture(Prepared prepared, Command.Capture capture) {
        Claim hold = evaluation.state.claim(capture.hold());
        Outcome.Rejection refusal = checkHold(hold, capture.hold());
        if (refusal != null || hold == null) {
            return refusal == null ? new Outcome.TargetUnknown(capture.hold()) : refusal;
        }
        Taking taking = new Taking(hold);
        int shares = hold.shares();
        if (capture.part() instanceof Command.Part.Share share) {
            shares += share.millionths();
            if (shares > StaticChecks.SHARE_WHOLE) {
                return new Outcome.TargetExceeded(hold.target(), 0, hold.remaining(0));
            }
            fillShare(taking, shares);
        }
        refusal = taking.fill(capture.part());
        if (refusal == null) {
            refusal = taking.check(prepared, evaluation);
        }
        if (refusal != null) {
            return refusal;
        }
        boolean last = capture.completion() == Command.Completion.RELEASE_REST;
        Claim after = hold.take(taking.amounts, shares, Claim.State.OPEN, hold.seq());
        addRows(taking);
        if (last) {
            plan.addRest(after, EntryKind.RELEASE);
        }
        refusal = plan.check(prepared.isFact());
        if (refusal == null) {
            refusal = evaluation.riders.conflict(prepared);
        }
        if (refusal != null) {
            return refusal;
        }
        Map<String, Object> detail = taking.detail(prepared);
        if (capture.part() instanceof Command.Part.Share) {
            detail.put("shares", shares);
        }
        if (last) {
            detail.put("final", true);
        }
        long first = evaluation.commit(prepared, Json.write(detail));
        Claim.State end = after.isUsedUp() ? Claim.State.CAPTURED : last ? Claim.State.RELEASED : Claim.State.OPEN;
        evaluation.state.putClaim(after.end(end, evaluation.memory.seq(first)));
        return evaluation.applied(prepared, first);
    }

    /** @param shares of all captures by share up to this one, millionths: what was cut off comes with a later one */
    private static void fillShare(Taking taking, int shares) {
        Claim hold = taking.target;
        for (int leg = 0; leg < taking.amounts.length; leg++) {
            long amount = hold.amount()[leg];
            taking.amounts[leg] = Split.cumulativeShare(amount, shares, StaticChecks.SHARE_WHOLE)
                    - Split.cumulativeShare(amount, hold.shares(), StaticChecks.SHARE_WHOLE);
        }
    }

    private void addRows(Taking taking) {
        Claim hold = taking.target;
        for (int leg = 0; leg < taking.amounts.length; leg++) {
            long amount = taking.amounts[leg];
            if (amount > 0) {
                plan.add(EntryKind.CAPTURE_FREED, hold.debit()[leg], hold.credit()[leg], amount);
                plan.add(EntryKind.CAPTURE, hold.debit()[leg], hold.credit()[leg], amount);
            }
        }
    }

    private static Outcome.@Nullable Rejection checkHold(@Nullable Claim hold, long target) {
        if (hold == null || hold.kind() != Claim.Kind.HOLD) {
            return new Outcome.TargetUnknown(target);
        }
        return switch (hold.state()) {
            case OPEN -> null;
            case CAPTURED, RELEASED -> new Outcome.TargetSettled(target);
            case EXPIRED -> new Outcome.TargetExpired(target);
        };
    }

    Outcome release(Prepared prepared, Command.Release release) {
        Claim hold = evaluation.state.claim(release.hold());
        Outcome.Rejection refusal = checkHold(hold, release.hold());
        if (refusal != null || hold == null) {
            return refusal == null ? new Outcome.TargetUnknown(release.hold()) : refusal;
        }
        plan.addRest(hold, EntryKind.RELEASE);
        Outcome.Rejection conflict = evaluation.riders.conflict(prepared);
        if (conflict != null) {
            return conflict;
        }
        Map<String, Object> detail = Prepared.staticDetail(prepared.command);
        detail.put("target", hold.target());
        long first = evaluation.commit(prepared, Json.write(detail));
        evaluation.state.putClaim(hold.end(Claim.State.RELEASED, evaluation.memory.seq(first)));
        return evaluation.applied(prepared, first);
    }
}
