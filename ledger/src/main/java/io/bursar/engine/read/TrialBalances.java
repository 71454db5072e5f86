package io.bursar.engine.read;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountKind.NormalSide;
import io.bursar.engine.AccountView;
import io.bursar.engine.TrialBalance;
import io.bursar.engine.state.Accounts;
import io.bursar.money.Currency;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums accounts by currency and kind. */
final class TrialBalances {
    /** Of some accounts; amounts are debits minus credits. */
    record Figures(long accounts, long posted, long held) {
        Figures negated() {
            return new Figures(-accounts, Math.negateExact(posted), Math.negateExact(held));
        }
    }

    private static final class Sum {
        private long accounts;
        private long posted;
        private long held;

        void add(Figures more) {
            accounts += more.accounts();
            posted = Math.addExact(posted, more.posted());
            held = Math.addExact(held, more.held());
        }

        Figures figures() {
            return new Figures(accounts, posted, held);
        }
    }

    private final Map<Currency, Map<AccountKind, Sum>> sums = new HashMap<>();

    void add(Currency currency, AccountKind kind, Figures more) {
        sums.computeIfAbsent(currency, same -> new EnumMap<>(AccountKind.class))
                .computeIfAbsent(kind, same -> new Sum())
                .add(more);
    }

    void subtract(TrialBalances less) {
        less.sums.forEach((currency, kinds) ->
                kinds.forEach((kind, sum) -> add(currency, kind, sum.figures().negated())));
    }

    /** An account in memory, as committed. */
    void add(Accounts.Page page, int at) {
        Accounts.Columns columns = page.committed;
        Sum sum = sums.computeIfAbsent(Accounts.currency(page, at), same -> new EnumMap<>(AccountKind.class))
                .computeIfAbsent(Accounts.kind(page, at), same -> new Sum());
        sum.accounts++;
        sum.posted = Math.addExact(sum.posted, columns.posted[at]);
        sum.held = Math.addExact(sum.held, columns.heldDebit[at] - columns.heldCredit[at]);
    }

    void add(AccountView account) {
        boolean debitNormal = account.kind().normalSide() == NormalSide.DEBIT;
        long heldDebits = debitNormal ? account.heldIn() : account.heldOut();
        long heldCredits = debitNormal ? account.heldOut() : account.heldIn();
        long posted = account.kind().normal(account.posted());
        add(account.ref().currency(), account.kind(), new Figures(1, posted, heldDebits - heldCredits));
    }

    TrialBalance asOf(long seq) {
        List<TrialBalance.Line> lines = new ArrayList<>();
        new TreeMap<>(sums)
                .forEach((currency, kinds) -> kinds.forEach((kind, sum) -> {
                    if (sum.accounts != 0) {
                        lines.add(new TrialBalance.Line(
                                currency, kind, sum.accounts, kind.normal(sum.posted), sum.posted, sum.held));
                    }
                }));
        return new TrialBalance(seq, lines);
    }

    static TrialBalance sum(long asOf, Collection<AccountView> accounts) {
        TrialBalances sums = new TrialBalances();
        accounts.forEach(sums::add);
        return sums.asOf(asOf);
    }
}
