package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountStatus;
import io.bursar.engine.Chart;
import io.bursar.engine.Command;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.engine.model.NaiveLedger.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Steps 4 to 9 of the order of refusal, which several commands share. */
final class NaiveSteps {
    private static final long MOST = (1L << 53) - 1;

    private final NaiveBook state;

    NaiveSteps(NaiveBook state) {
        this.state = state;
    }

    Outcome.@Nullable Rejection accountsRefused(List<AccountRef> named) {
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

    Outcome.@Nullable Rejection statusRefused(List<AccountRef> named, Terms terms) {
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

    Outcome.@Nullable Rejection periodRefused(Terms terms) {
        Instant effective = terms.effectiveAt() == null ? state.now : terms.effectiveAt();
        Instant closed = state.closedUntil;
        return closed != null && effective.isBefore(closed) ? new Outcome.PeriodClosed(closed) : null;
    }

    /** Steps 7 to 9, then what is to be booked. */
    Verdict money(Command command, List<ModelPosting> postings, Map<String, Object> detail, LongConsumer then) {
        Map<AccountRef, ModelAccount> after = state.after(postings);
        for (ModelAccount account : after.values()) {
            if (isOut(account.balance) || isOut(account.heldDebits) || isOut(account.heldCredits)) {
                return refused(new Outcome.BalanceOutOfRange(account.ref));
            }
        }
        if (command.terms().right() == Terms.Right.ORDINARY) {
            for (ModelAccount account : after.values()) {
                ModelAccount before = state.orUnopened(account.ref);
                long needed = before.lower() - account.lower();
                if (account.floor != null && needed > 0 && account.lower() < account.floor) {
                    return refused(new Outcome.InsufficientFunds(account.ref, before.lower() - account.floor, needed));
                }
            }
            for (ModelAccount account : after.values()) {
                ModelAccount before = state.orUnopened(account.ref);
                long needed = account.upper() - before.upper();
                if (account.ceiling != null && needed > 0 && account.upper() > account.ceiling) {
                    return refused(new Outcome.AboveCeiling(account.ref, account.ceiling - before.upper(), needed));
                }
            }
        }
        return new Verdict.Money(List.copyOf(postings), detail, then);
    }

    private static boolean isOut(long value) {
        return value > MOST || value < -MOST;
    }

    static Verdict refused(Outcome.@Nullable Rejection why) {
        if (why == null) {
            throw new IllegalStateException("refused without a reason");
        }
        return new Verdict.Refused(why);
    }
}
