package io.bursar.engine.evaluate;

import io.bursar.engine.Command;
import io.bursar.engine.Outcome;
import io.bursar.engine.state.Claim;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a capture takes from a hold, or a reversal from a transaction: an amount for each of the target's legs. */
final class Taking {
    final Claim target;
    final long[] amounts;

    Taking(Claim target) {
        this.target = target;
        this.amounts = new long[target.legs()];
    }

    /** Fills in amounts unless by share, and refuses what is more than remains or nothing. */
    Outcome.@Nullable Rejection fill(Command.Part part) {
        if (part instanceof Command.Part.Amounts given) {
            List<Long> each = given.amounts();
            for (int leg = 0; leg < each.size(); leg++) {
                if (leg >= amounts.length) {
                    // Amounts within the target's legs are checked first, then those beyond them.
                    Outcome.Rejection within = exceeded();
                    return within != null ? within : new Outcome.TargetExceeded(target.target(), amounts.length, 0);
                }
                amounts[leg] = each.get(leg);
            }
        } else if (part instanceof Command.Part.All) {
            for (int leg = 0; leg < amounts.length; leg++) {
                amounts[leg] = target.remaining(leg);
            }
        }
        Outcome.Rejection exceeded = exceeded();
        if (exceeded != null) {
            return exceeded;
        }
        for (long amount : amounts) {
            if (amount > 0) {
                return null;
            }
        }
        return new Outcome.Malformed("part", "comes to nothing");
    }

    private Outcome.@Nullable Rejection exceeded() {
        for (int leg = 0; leg < amounts.length; leg++) {
            if (amounts[leg] > target.remaining(leg)) {
                return new Outcome.TargetExceeded(target.target(), leg, target.remaining(leg));
            }
        }
        return null;
    }

    /** Checks the accounts that money is taken from or given to, then the period. */
    Outcome.@Nullable Rejection check(Prepared prepared, Evaluation evaluation) {
        if (!prepared.isFact()) {
            for (int leg = 0; leg < amounts.length; leg++) {
                if (amounts[leg] > 0) {
                    Outcome.Rejection debit = evaluation.checkStatus(target.debit()[leg]);
                    Outcome.Rejection refusal = debit != null ? debit : evaluation.checkStatus(target.credit()[leg]);
                    if (refusal != null) {
                        return refusal;
                    }
                }
            }
        }
        return evaluation.checkPeriod(prepared.command.terms());
    }

    /** What the log says of it, in a map that may be added to. */
    Map<String, Object> detail(Prepared prepared) {
        Map<String, Object> detail = Prepared.staticDetail(prepared.command);
        detail.put("target", target.target());
        detail.put("taken", amounts);
        return detail;
    }
}
