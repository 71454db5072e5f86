package io.bursar.engine.evaluate;

import io.bursar.engine.Command;
import io.bursar.engine.EntryKind;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.log.Micros;
import io.bursar.engine.state.Claim;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides what names legs: transactions, and holds being placed. */
final class Transactions {
    private final Evaluation evaluation;
    private final Plan plan;
    /** Three for each leg, as {@link Plan} names accounts: debit, credit, and the rest's or the debit again. */
    private int[] names = new int[3 * 64];

    Transactions(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.plan = evaluation.plan;
    }

    Outcome transact(Prepared prepared, Command.Transact transact) {
        List<Leg> legs = transact.legs();
        Outcome.Rejection refusal = plan(prepared, legs, EntryKind.TRANSFER);
        if (refusal != null) {
            return refusal;
        }
        return evaluation.applied(prepared, evaluation.commit(prepared, prepared.detail));
    }

    Outcome hold(Prepared prepared, Command.Hold hold) {
        Outcome.Rejection refusal = plan(prepared, hold.legs(), EntryKind.HOLD);
        if (refusal != null) {
            return refusal;
        }
        long first = evaluation.commit(prepared, prepared.detail);
        long expiresAt = hold.expiresAt() == null ? Claim.NEVER : Micros.of(hold.expiresAt());
        evaluation.state.putClaim(newHold(evaluation.memory.seq(first), expiresAt));
        return evaluation.applied(prepared, first);
    }

    /** Plans the legs' rows. @return why they may not be booked; null when they may */
    private Outcome.@Nullable Rejection plan(Prepared prepared, List<Leg> legs, EntryKind kind) {
        boolean fact = prepared.isFact();
        int count = legs.size();
        if (names.length < 3 * count) {
            names = new int[3 * count];
        }
        Outcome.Rejection refusal = resolve(legs);
        if (refusal == null && !fact) {
            refusal = checkStatus(3 * count);
        }
        if (refusal == null) {
            refusal = evaluation.checkPeriod(prepared.command.terms());
        }
        if (refusal == null) {
            refusal = addLegs(legs, kind);
        }
        if (refusal == null) {
            refusal = plan.check(fact);
        }
        return refusal != null ? refusal : evaluation.riders.conflict(prepared);
    }

    /** @return a refusal when the legs come to no row at all */
    private Outcome.@Nullable Rejection addLegs(List<Leg> legs, EntryKind kind) {
        long firstCanGive = Long.MAX_VALUE;
        for (int i = 0; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            int debit = names[3 * i];
            int credit = names[3 * i + 1];
            if (leg.extent() == Leg.Extent.EXACT) {
                plan.add(kind, debit, credit, leg.amount());
                continue;
            }
            long canGive = plan.canGive(debit);
            if (i == 0) {
                firstCanGive = canGive;
            }
            long taken = Math.min(leg.amount(), Math.max(0, canGive));
            if (taken > 0) {
                plan.add(kind, debit, credit, taken);
            }
            if (taken < leg.amount() && leg.rest() != null) {
                plan.add(kind, names[3 * i + 2], credit, leg.amount() - taken);
            }
        }
        return plan.rows() == 0 ? new Outcome.InsufficientFunds(plan.ref(names[0]), firstCanGive, 1) : null;
    }

    private Claim newHold(long id, long expiresAt) {
        int count = plan.rows();
        int[] debit = new int[count];
        int[] credit = new int[count];
        long[] amount = new long[count];
        for (int i = 0; i < count; i++) {
            debit[i] = plan.debit(i);
            credit[i] = plan.credit(i);
            amount[i] = plan.amount(i);
        }
        return new Claim(
                id, Claim.Kind.HOLD, Claim.State.OPEN, debit, credit, amount, new long[count], 0, expiresAt, id);
    }

    private Outcome.@Nullable Rejection resolve(List<Leg> legs) {
        boolean allowed = true;
        for (int i = 0; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            String rest = leg.rest();
            int debit = plan.resolve(leg.debit(), leg.currency());
            int credit = plan.resolve(leg.credit(), leg.currency());
            int other = rest == null ? debit : plan.resolve(rest, leg.currency());
            names[3 * i] = debit;
            names[3 * i + 1] = credit;
            names[3 * i + 2] = other;
            if (debit == Plan.UNKNOWN || credit == Plan.UNKNOWN || other == Plan.UNKNOWN) {
                String path = debit == Plan.UNKNOWN ? leg.debit() : credit == Plan.UNKNOWN ? leg.credit() : rest;
                return new Outcome.AccountUnknown(Objects.requireNonNull(path));
            }
            allowed &= debit != Plan.NOT_ALLOWED && credit != Plan.NOT_ALLOWED && other != Plan.NOT_ALLOWED;
        }
        return allowed ? null : firstNotAllowed(legs);
    }

    private Outcome.Rejection firstNotAllowed(List<Leg> legs) {
        for (int i = 0; i < legs.size(); i++) {
            Leg leg = legs.get(i);
            String rest = leg.rest();
            if (names[3 * i] == Plan.NOT_ALLOWED) {
                return new Outcome.CurrencyNotAllowed(leg.debit(), leg.currency());
            }
            if (names[3 * i + 1] == Plan.NOT_ALLOWED) {
                return new Outcome.CurrencyNotAllowed(leg.credit(), leg.currency());
            }
            if (rest != null && names[3 * i + 2] == Plan.NOT_ALLOWED) {
                return new Outcome.CurrencyNotAllowed(rest, leg.currency());
            }
        }
        throw new IllegalStateException("no leg has a currency that is not allowed");
    }

    private Outcome.@Nullable Rejection checkStatus(int count) {
        for (int i = 0; i < count; i++) {
            Outcome.Rejection refusal = evaluation.checkStatus(names[i]);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }
}
