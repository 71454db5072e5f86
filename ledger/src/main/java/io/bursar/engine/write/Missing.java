package io.bursar.engine.write;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Command;
import io.bursar.engine.Leg;
import io.bursar.engine.evaluate.Prepared;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import io.bursar.money.Currency;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the commands of a batch name and memory may lack.
 *
 * @param keys commands whose key may be in a sealed partition, by partition
 * @param targets holds and transactions
 */
record Missing(Map<Integer, List<Prepared>> keys, Set<Long> targets, Set<AccountRef> accounts) {
    static Missing of(BookState state, List<Submission> batch) {
        Missing missing = new Missing(new HashMap<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
        boolean complete = state.accounts().isComplete();
        for (Submission submission : batch) {
            for (Prepared prepared : submission.commands) {
                missing.noteKey(state, prepared);
                missing.noteTarget(prepared.command());
                if (!complete) {
                    missing.noteAccounts(state.accounts(), prepared.command());
                }
            }
        }
        return missing;
    }

    private void noteKey(BookState state, Prepared prepared) {
        if (!prepared.isKeyed()) {
            return;
        }
        for (int partition : state.sealedCandidates(prepared.keyHash())) {
            keys.computeIfAbsent(partition, p -> new ArrayList<>()).add(prepared);
        }
    }

    private void noteTarget(Command command) {
        switch (command) {
            case Command.Capture capture -> targets.add(capture.hold());
            case Command.Release release -> targets.add(release.hold());
            case Command.Reverse reverse -> targets.add(reverse.transaction());
            default -> {}
        }
    }

    private void noteAccounts(Accounts known, Command command) {
        switch (command) {
            case Command.Transact transact -> noteLegs(known, transact.legs());
            case Command.Hold hold -> noteLegs(known, hold.legs());
            case Command.SetLimits limits -> note(known, limits.account());
            case Command.SetStatus status -> note(known, status.account());
            case Command.SetMetadata metadata -> note(known, metadata.account());
            default -> {}
        }
    }

    private void noteLegs(Accounts known, List<Leg> legs) {
        for (Leg leg : legs) {
            note(known, leg.debit(), leg.currency());
            note(known, leg.credit(), leg.currency());
            if (leg.rest() != null) {
                note(known, leg.rest(), leg.currency());
            }
        }
    }

    private void note(Accounts known, AccountRef account) {
        note(known, account.path(), account.currency());
    }

    private void note(Accounts known, String path, Currency currency) {
        if (known.find(path, currency) == 0 && AccountRef.isWellFormed(path)) {
            accounts.add(new AccountRef(path, currency));
        }
    }
}
