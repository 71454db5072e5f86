package io.bursar.console.pages;

import io.bursar.engine.AccountKind;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.TrialBalance;
import io.bursar.money.Currency;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The trial balance by currency. Summing all accounts costs what there are of them, so a sum that took long serves for
 * twenty times as long: looking at the books must not slow them.
 */
final class TrialSheets {
    private static final int REUSE_FACTOR = 20;

    private volatile Sum last = new Sum(new TrialBalance(-1, List.of()), 0, 0);

    private record Sum(TrialBalance balance, long atNs, long tookNs) {
        boolean serves(long seq) {
            boolean isFresh = System.nanoTime() - atNs < tookNs * REUSE_FACTOR;
            return balance.asOf() == seq || (balance.asOf() >= 0 && isFresh);
        }
    }

    /** One currency's accounts by kind. Minor units; either debit or credit of a line is 0. */
    record Sheet(Currency currency, List<Line> lines, long debits, long credits, long held) {
        boolean isBalanced() {
            return debits == credits && held == 0;
        }

        long accounts() {
            return lines.stream().mapToLong(Line::accounts).sum();
        }
    }

    record Line(AccountKind kind, long accounts, long debit, long credit) {}

    /** @param reader of the one book that this is for */
    TrialBalance balance(LedgerReader reader) {
        long nowNs = System.nanoTime();
        Sum known = last;
        if (known.serves(reader.committedSeq())) {
            return known.balance();
        }
        TrialBalance fresh = reader.trialBalance();
        last = new Sum(fresh, System.nanoTime(), System.nanoTime() - nowNs);
        return fresh;
    }

    static List<Sheet> sheets(TrialBalance balance) {
        Map<Currency, List<TrialBalance.Line>> byCurrency = new TreeMap<>();
        balance.lines()
                .forEach(line -> byCurrency
                        .computeIfAbsent(line.currency(), same -> new ArrayList<>())
                        .add(line));
        return byCurrency.entrySet().stream()
                .map(entry -> sheet(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Sheet sheet(Currency currency, List<TrialBalance.Line> lines) {
        List<Line> shown = lines.stream()
                .sorted(java.util.Comparator.comparing(TrialBalance.Line::kind))
                .map(line -> new Line(
                        line.kind(),
                        line.accounts(),
                        Math.max(line.debitsMinusCredits(), 0),
                        Math.max(-line.debitsMinusCredits(), 0)))
                .toList();
        return new Sheet(
                currency,
                shown,
                shown.stream().mapToLong(Line::debit).sum(),
                shown.stream().mapToLong(Line::credit).sum(),
                lines.stream()
                        .mapToLong(TrialBalance.Line::heldDebitsMinusCredits)
                        .sum());
    }
}
