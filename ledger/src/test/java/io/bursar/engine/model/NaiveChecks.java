package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.Chart;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of the order of refusal that several commands have. Each answers null when nothing is refused. */
final class NaiveChecks {
    private static final long MOST = (1L << 53) - 1;

    private final NaiveBook state;

    NaiveChecks(NaiveBook state) {
        this.state = state;
    }

    /** Unknown accounts, then currencies that are not allowed. */
    Outcome.@Nullable Rejection accounts(List<AccountRef> named) {
        for (AccountRef ref : named) {
            if (!state.accounts.containsKey(ref) && state.pattern(ref.path()) == null) {
                return new Outcome.AccountUnknown(ref.path());
            }
        }
        for (AccountRef ref : named) {
            if (!state.accounts.containsKey(ref)) {
                Chart.Pattern pattern = state.pattern(ref.path());
                boolean allowed = pattern != null
                        && (pattern.currencies().isEmpty()
                                ? ref.currency().isIso()
                                : pattern.currencies().contains(ref.currency()));
                if (!allowed) {
                    return new Outcome.CurrencyNotAllowed(ref.path(), ref.currency());
                }
            }
        }
        return null;
    }

    Outcome.@Nullable Rejection status(List<AccountRef> named, Terms terms) {
        if (terms.right() == Terms.Right.FACT) {
            return null;
        }
        for (AccountRef ref : named) {
            ModelAccount account = state.accounts.get(ref);
            if (account != null && account.status == AccountStatus.FROZEN) {
                return new Outcome.AccountFrozen(ref);
            }
            if (account != null && account.status == AccountStatus.CLOSED) {
                return new Outcome.AccountClosed(ref);
            }
        }
        return null;
    }

    Outcome.@Nullable Rejection period(Terms terms) {
        Instant effective = terms.effectiveAt() == null ? state.now : terms.effectiveAt();
        Instant closed = state.closedUntil;
        return closed != null && effective.isBefore(closed) ? new Outcome.PeriodClosed(closed) : null;
    }

    /** Range, floors and ceilings of accounts as a command would leave them. */
    Outcome.@Nullable Rejection balances(Collection<ModelAccount> after, Terms terms) {
        for (ModelAccount account : after) {
            if (isOut(account.balance) || isOut(account.heldDebits) || isOut(account.heldCredits)) {
                return new Outcome.BalanceOutOfRange(account.ref);
            }
        }
        if (terms.right() == Terms.Right.ORDINARY) {
            for (ModelAccount account : after) {
                ModelAccount before = state.orUnopened(account.ref);
                long needed = before.lower() - account.lower();
                if (account.floor != null && needed > 0 && account.lower() < account.floor) {
                    return new Outcome.InsufficientFunds(account.ref, before.lower() - account.floor, needed);
                }
            }
            for (ModelAccount account : after) {
                ModelAccount before = state.orUnopened(account.ref);
                long needed = account.upper() - before.upper();
                if (account.ceiling != null && needed > 0 && account.upper() > account.ceiling) {
                    return new Outcome.AboveCeiling(account.ref, account.ceiling - before.upper(), needed);
                }
            }
        }
        return null;
    }

    private static boolean isOut(long value) {
        return value > MOST || value < -MOST;
    }
}
