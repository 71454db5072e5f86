package io.bursar.console.pages;

import io.bursar.books.DoctorStatus;
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
    private final DoctorStatus doctor;

    BooksRoom(Press press, LedgerReader reader, TrialSheets trial, DoctorStatus doctor) {
        this.press = press;
        this.reader = reader;
        this.trial = trial;
        this.doctor = doctor;
    }

    /**
     * @param asOf last row in the sums
     * @param overdrawn as text: a number, or that there are many
     */
    record Books(AsOfForm form, long asOf, List<TrialSheets.Sheet> sheets, String overdrawn, DoctorStatus doctor) {
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
        TrialBalance balance =
                past == null ? trial.balance(reader) : reader.times().totals("", past);
        if (visit.wantsCsv()) {
            return csv(form, TrialSheets.sheets(balance));
        }
        int overdrawn = reader.accountsBeyondLimits(OVERDRAWN_COUNTED).size();
        Books books = new Books(
                form,
                balance.asOf(),
                TrialSheets.sheets(balance),
                overdrawn == OVERDRAWN_COUNTED ? OVERDRAWN_COUNTED + "+" : String.valueOf(overdrawn),
                doctor);
        return press.page(visit, "Trial balance", "books", books);
    }

    private static Page csv(AsOfForm form, List<TrialSheets.Sheet> sheets) {
        String day = form.at().isEmpty() ? "now" : form.at();
        return Csv.page("trial-balance-" + day, "currency,kind,accounts,debit,credit", csv -> {
            for (TrialSheets.Sheet sheet : sheets) {
                for (TrialSheets.Line line : sheet.lines()) {
                    csv.text(sheet.currency().code())
                            .text(Show.word(line.kind()))
                            .number(line.accounts())
                            .amount(line.debit(), sheet.currency())
                            .amount(line.credit(), sheet.currency())
                            .end();
                }
            }
        });
    }
}
