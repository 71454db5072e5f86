package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Command;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** For reports: the accounts that a command is about. */
final class Touched {
    private static final int MOST = 12;

    private Touched() {}

    static List<AccountRef> accounts(Command command, NaiveLedger model) {
        List<AccountRef> all =
                switch (command) {
                    case Command.Transact c -> NaiveRules.accountsOf(c.legs());
                    case Command.Hold c -> NaiveRules.accountsOf(c.legs());
                    case Command.Capture c -> ofTarget(c.hold(), model);
                    case Command.Release c -> ofTarget(c.hold(), model);
                    case Command.Reverse c -> ofTarget(c.transaction(), model);
                    case Command.SetLimits c -> List.of(c.account());
                    case Command.SetStatus c -> List.of(c.account());
                    case Command.SetMetadata c -> List.of(c.account());
                    case Command.DefineChart c -> List.of();
                    case Command.ClosePeriod c -> List.of();
                    case Command.ReopenPeriod c -> List.of();
                };
        return new LinkedHashSet<>(all).stream().limit(MOST).toList();
    }

    private static List<AccountRef> ofTarget(long target, NaiveLedger model) {
        ModelClaim claim = model.state.claims.get(target);
        List<AccountRef> accounts = new ArrayList<>();
        if (claim != null) {
            claim.legs.forEach(leg -> {
                accounts.add(leg.debit());
                accounts.add(leg.credit());
            });
        }
        return accounts;
    }
}
