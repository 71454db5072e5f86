package io.bursar.engine.read;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountKind.NormalSide;
import io.bursar.engine.AccountView;
import io.bursar.engine.TrialBalance;
import io.bursar.money.Currency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums accounts by currency and kind. */
final class TrialBalances {
    private static final class Sum {
        long accounts;
        long posted;
        long held;
    }

    private TrialBalances() {}

    static TrialBalance sum(long asOf, Collection<AccountView> accounts) {
        Map<Currency, Map<AccountKind, Sum>> sums = new TreeMap<>();
        for (AccountView account : accounts) {
            Sum sum = sums.computeIfAbsent(account.ref().currency(), currency -> new TreeMap<>())
                    .computeIfAbsent(account.kind(), kind -> new Sum());
            boolean debitNormal = account.kind().normalSide() == NormalSide.DEBIT;
            sum.accounts++;
            sum.posted = Math.addExact(sum.posted, account.kind().normal(account.posted()));
            long heldDebits = debitNormal ? account.heldIn() : account.heldOut();
            long heldCredits = debitNormal ? account.heldOut() : account.heldIn();
            sum.held = Math.addExact(sum.held, heldDebits - heldCredits);
        }
        List<TrialBalance.Line> lines = new ArrayList<>();
        sums.forEach((currency, kinds) -> kinds.forEach((kind, sum) -> lines.add(
                new TrialBalance.Line(currency, kind, sum.accounts, kind.normal(sum.posted), sum.posted, sum.held))));
        return new TrialBalance(asOf, lines);
    }
}
