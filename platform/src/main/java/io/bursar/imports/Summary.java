package io.bursar.imports;

import io.bursar.engine.TrialBalance;
import io.bursar.money.Money;
import java.util.Locale;

/** The last words of an import. */
final class Summary {
    private Summary() {}

    static String of(Tally tally, Mapping mapping, double seconds, TrialBalance balance) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%,d rows in %.1f s, %,d rows/s%n", tally.rows(), seconds, (long)
                (tally.rows() / seconds)));
        line(text, "booked", tally.booked(), "");
        line(text, "already booked", tally.already(), "");
        if (tally.withoutAmount() > 0) {
            line(text, "without amount", tally.withoutAmount(), "  (0 moves no money: there is nothing to book)");
        }
        if (tally.bad() > 0) {
            line(text, "bad", tally.bad(), "");
        }
        line(text, "refused", tally.refused(), "");
        String sum = new Money(tally.topUpMinor(), mapping.currency()).toString();
        line(text, "top-ups", tally.topUps(), "  (" + sum + " from " + mapping.bank() + ")");
        text.append(balance(balance));
        if (tally.booked() == 0 && tally.refused() == 0 && tally.already() > 0) {
            text.append("Nothing new: every row of this file was booked before.\n");
        }
        tally.examples()
                .forEach(example -> text.append("refused: ").append(example).append('\n'));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, long count, String remark) {
        text.append(String.format(Locale.ROOT, "  %-15s %,12d%s%n", name, count, remark));
    }

    private static String balance(TrialBalance balance) {
        long accounts =
                balance.lines().stream().mapToLong(TrialBalance.Line::accounts).sum();
        String word = balance.isBalanced() ? "zero" : "NOT ZERO: run ./bursar doctor";
        return String.format(Locale.ROOT, "  %-15s %12s  (%,d accounts)%n", "trial balance", word, accounts);
    }
}
