package io.bursar.engine;

import io.bursar.money.Currency;
import java.util.List;

/**
 * Totals of all accounts by currency and kind as of one committed row. Debits equal credits in every line.
 *
 * @param asOf last committed row, see {@link LedgerId}
 */
public record TrialBalance(long asOf, List<Line> lines) {
    public TrialBalance {
        lines = List.copyOf(lines);
    }

    /**
     * @param accounts how many accounts
     * @param balance sum of posted balances on the kind's normal side, minor units
     * @param debitsMinusCredits the same sum as debits minus credits; these sum to zero per currency
     * @param heldDebitsMinusCredits of open holds; these sum to zero per currency too
     */
    public record Line(
            Currency currency,
            AccountKind kind,
            long accounts,
            long balance,
            long debitsMinusCredits,
            long heldDebitsMinusCredits) {}

    /** Whether every currency sums to zero, posted and held apart. */
    public boolean isBalanced() {
        return lines.stream().map(Line::currency).distinct().allMatch(this::isBalanced);
    }

    private boolean isBalanced(Currency currency) {
        long posted = 0;
        long held = 0;
        for (Line line : lines) {
            if (line.currency().equals(currency)) {
                posted = Math.addExact(posted, line.debitsMinusCredits());
                held = Math.addExact(held, line.heldDebitsMinusCredits());
            }
        }
        return posted == 0 && held == 0;
    }
}
