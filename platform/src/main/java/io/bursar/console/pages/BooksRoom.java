package io.bursar.console.pages;

import io.bursar.engine.AsOf;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.TrialBalance;
import java.util.List;

/** The home page: does it all add up. */
final class BooksRoom {
    /** Beyond this many, nobody counts. */
    private static final int OVERDRAWN_COUNTED = 100;

    private final Press press;
    private final TrialSheets trial;
    private final LedgerReader reader;
    private final Examinations examinations;

    BooksRoom(Press press, LedgerReader reader, Examinations examinations) {
        this.press = press;
        this.reader = reader;
        this.trial = new TrialSheets(reader);
        this.examinations = examinations;
    }

    /**
     * @param asOf last row in the sums
     * @param overdrawn as text: a number, or that there are many
     */
    record Books(
            AsOfForm form, long asOf, List<TrialSheets.Sheet> sheets, String overdrawn, Examinations.State doctor) {
        long accounts() {
            return sheets.stream().mapToLong(TrialSheets.Sheet::accounts).sum();
        }

        boolean isBalanced() {
            return sheets.stream().allMatch(TrialSheets.Sheet::isBalanced);
        }

        boolean hasOverdrawn() {
            return !overdrawn.equals("0");
        }
    }

    Page show(Visit visit) {
        AsOfForm form = AsOfForm.read(visit, reader);
        AsOf past = form.asOf();
        TrialBalance balance = past == null ? trial.balance() : reader.times().totals("", past);
        int overdrawn = reader.accountsBeyondLimits(OVERDRAWN_COUNTED).size();
        Books books = new Books(
                form,
                balance.asOf(),
                TrialSheets.sheets(balance),
                overdrawn == OVERDRAWN_COUNTED ? OVERDRAWN_COUNTED + "+" : String.valueOf(overdrawn),
                examinations.state());
        return press.page(visit, "Trial balance", "books", books);
    }
}
