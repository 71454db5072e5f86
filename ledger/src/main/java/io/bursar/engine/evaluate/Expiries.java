package io.bursar.engine.evaluate;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Command;
import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerObserver.Decision;
import io.bursar.engine.Leg;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.state.BookState;
import io.bursar.engine.state.Claim;
import io.bursar.money.Invariant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Frees holds whose time has come. */
final class Expiries {
    /** Most holds that expire at the head of one batch. */
    private static final int AT_HEAD_MAX = 1_000;

    private final Evaluation evaluation;
    private final BookState state;
    private final List<Decision.Expiry> expiries = new ArrayList<>();

    Expiries(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.state = evaluation.state;
    }

    void begin() {
        expiries.clear();
    }

    /** Expiries since the last call, in order. */
    List<Decision.Expiry> take() {
        if (expiries.isEmpty()) {
            return List.of();
        }
        List<Decision.Expiry> taken = List.copyOf(expiries);
        expiries.clear();
        return taken;
    }

    /** Expires due holds, oldest first, at most {@link #AT_HEAD_MAX}. */
    void expireDue() {
        for (int i = 0; i < AT_HEAD_MAX && !state.due().isEmpty(); i++) {
            BookState.Due first = state.due().first();
            if (first.expiresAt() > evaluation.nowMicros()) {
                return;
            }
            Claim hold = state.claim(first.hold());
            if (hold == null) {
                // More are due than are loaded for one batch; the next one goes on.
                return;
            }
            expire(hold);
        }
    }

    private void expire(Claim claim) {
        Invariant.check(claim.state() == Claim.State.OPEN, "hold %d is due and %s", claim.target(), claim.state());
        Plan plan = evaluation.plan;
        plan.clear();
        plan.addRest(claim, EntryKind.EXPIRY);
        long first = plan.commit(evaluation.appender, LogMemory.NO_TIME);
        evaluation.memory.setDetail(first, Json.write(Map.of("target", claim.target())));
        state.putClaim(claim.end(Claim.State.EXPIRED, evaluation.memory.seq(first)));
        expiries.add(new Decision.Expiry(claim.target()));
    }

    /** Expires what is due on the command's own accounts, which only matters when more is due than a batch expires. */
    void expireOwn(Prepared prepared) {
        if (!state.due().isEmpty() && state.due().first().expiresAt() <= evaluation.nowMicros()) {
            expireNamed(prepared.command);
        }
    }

    private void expireNamed(Command command) {
        Set<Integer> named = new HashSet<>();
        long target = 0;
        switch (command) {
            case Command.Transact transact -> name(named, transact.legs());
            case Command.Hold hold -> name(named, hold.legs());
            case Command.Capture capture -> target = capture.hold();
            case Command.Release release -> target = release.hold();
            case Command.Reverse reverse -> target = reverse.transaction();
            case Command.SetLimits limits -> name(named, limits.account());
            case Command.SetStatus status -> name(named, status.account());
            case Command.SetMetadata metadata -> name(named, metadata.account());
            case Command.DefineChart define -> {}
            case Command.ClosePeriod close -> {}
            case Command.ReopenPeriod reopen -> {}
        }
        Claim claim = state.claim(target);
        if (claim != null) {
            for (int leg = 0; leg < claim.legs(); leg++) {
                named.add(claim.debit()[leg]);
                named.add(claim.credit()[leg]);
            }
        }
        BookState.Due upTo = new BookState.Due(evaluation.nowMicros(), Long.MAX_VALUE);
        for (BookState.Due due : List.copyOf(state.due().headSet(upTo, true))) {
            Claim hold = state.claim(due.hold());
            if (hold != null && touchesAny(hold, named)) {
                expire(hold);
            }
        }
    }

    private static boolean touchesAny(Claim hold, Set<Integer> named) {
        for (int leg = 0; leg < hold.legs(); leg++) {
            if (named.contains(hold.debit()[leg]) || named.contains(hold.credit()[leg])) {
                return true;
            }
        }
        return false;
    }

    private void name(Set<Integer> named, List<Leg> legs) {
        for (Leg leg : legs) {
            name(named, new AccountRef(leg.debit(), leg.currency()));
            name(named, new AccountRef(leg.credit(), leg.currency()));
            if (leg.rest() != null) {
                name(named, new AccountRef(leg.rest(), leg.currency()));
            }
        }
    }

    private void name(Set<Integer> named, AccountRef account) {
        int number = evaluation.accounts.find(account.path(), account.currency());
        if (number != 0) {
            named.add(number);
        }
    }
}
