package io.bursar.console.pages;

import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.AsOf;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.PathEntry;
import io.bursar.ledger.Ids;
import io.bursar.ledger.LedgerJson;
import io.bursar.money.Currency;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tree of accounts, one account as a T, and those beyond their limits. */
final class AccountsRoom {
    private static final int ENTRIES = 50;
    private static final int ROWS = 25;
    private static final int OVERDRAWN_MAX = 200;

    private final Press press;
    private final LedgerReader reader;

    AccountsRoom(Press press, LedgerReader reader) {
        this.press = press;
        this.reader = reader;
    }

    /**
     * A folder.
     *
     * @param folder empty, or with a slash at its end
     * @param sums of all that is below, where they were asked for
     * @param next address of the next page; empty: there is none
     */
    record Tree(
            String folder,
            AsOfForm form,
            List<TrialSheets.Sheet> sums,
            List<PathEntry> entries,
            boolean isFirst,
            String next) {
        String path(PathEntry entry) {
            return folder + entry.name();
        }
    }

    /**
     * An account and some of its rows.
     *
     * @param past the account as it was, where that was asked; rows are empty then
     * @param older address of the page of older rows; empty: there are none
     */
    record Account(
            AccountView view,
            AsOfForm form,
            @Nullable PastAccount past,
            List<HistoryEntry> rows,
            boolean isNewest,
            String older) {
        /** Whether the page goes on with the book. */
        boolean isLive() {
            return past == null && isNewest;
        }

        String id() {
            return Ids.account(view.id());
        }

        String json() {
            return LedgerJson.account(view);
        }
    }

    record Overdrawn(List<AccountView> accounts, boolean hasMore) {
        /** What is missing to the limit that is broken, or too much; minor units, more than nothing. */
        static long excess(AccountView view) {
            Long floor = view.floor();
            long low = view.posted() - view.heldOut();
            if (floor != null && low < floor) {
                return floor - low;
            }
            Long ceiling = view.ceiling();
            return ceiling == null ? 0 : view.posted() + view.heldIn() - ceiling;
        }

        static boolean isBelowFloor(AccountView view) {
            return view.floor() != null && view.posted() - view.heldOut() < view.floor();
        }
    }

    Page tree(Visit visit) {
        String asked = visit.ask("under");
        String folder = asked.isEmpty() || asked.endsWith("/") ? asked : asked + "/";
        if (!folder.isEmpty() && !AccountRef.isWellFormed(folder.substring(0, folder.length() - 1))) {
            return press.missing(visit, "This folder");
        }
        if (visit.wantsCsv()) {
            return csv(folder);
        }
        String after = visit.ask("after");
        List<PathEntry> found = reader.entriesBelow(folder, after, ENTRIES + 1);
        List<PathEntry> shown = found.size() > ENTRIES ? found.subList(0, ENTRIES) : found;
        String next = found.size() > ENTRIES
                ? "/accounts?under=" + Show.encode(folder) + "&after="
                        + Show.encode(shown.getLast().name())
                : "";
        AsOfForm form = AsOfForm.read(visit, reader);
        if (shown.isEmpty() && !folder.isEmpty() && after.isEmpty()) {
            return press.missing(visit, "This folder");
        }
        Tree tree = new Tree(folder, form, sums(visit, folder, form), shown, after.isEmpty(), next);
        return press.page(visit, folder.isEmpty() ? "Accounts" : folder, "accounts", tree);
    }

    private List<TrialSheets.Sheet> sums(Visit visit, String folder, AsOfForm form) {
        if (!visit.wants("sum")) {
            return List.of();
        }
        AsOf past = form.asOf();
        return TrialSheets.sheets(
                past == null ? reader.times().totals(folder) : reader.times().totals(folder, past));
    }

    /** All accounts below a folder, however many: they are read a page at a time while they are sent. */
    private Page csv(String folder) {
        String name = folder.isEmpty() ? "accounts" : "accounts-" + folder.substring(0, folder.length() - 1);
        String header = "account,path,currency,kind,status,posted,held_out,held_in,floor,ceiling";
        return Csv.page(name, header, csv -> {
            List<AccountView> page = reader.accounts(folder, null, LedgerReader.PAGE_MAX);
            while (!page.isEmpty()) {
                for (AccountView view : page) {
                    write(csv, view);
                }
                page = reader.accounts(folder, page.getLast().ref(), LedgerReader.PAGE_MAX);
            }
        });
    }

    private static void write(Csv csv, AccountView view) throws IOException {
        Currency currency = view.ref().currency();
        csv.text(Ids.account(view.id()))
                .text(view.ref().path())
                .text(currency.code())
                .text(Show.word(view.kind()))
                .text(Show.word(view.status()))
                .amount(view.posted(), currency)
                .amount(view.heldOut(), currency)
                .amount(view.heldIn(), currency)
                .amount(view.floor(), currency)
                .amount(view.ceiling(), currency)
                .end();
    }

    Page account(Visit visit) {
        Optional<AccountView> found = Ids.findAccount(visit.book(), visit.thing()).stream()
                .boxed()
                .flatMap(id -> reader.account(id).stream())
                .findFirst();
        if (found.isEmpty()) {
            return press.missing(visit, "This account");
        }
        AccountView view = found.get();
        AsOfForm form = AsOfForm.read(visit, reader);
        Optional<PastAccount> past = PastAccount.find(reader, view.id(), form, visit);
        if (past.isPresent()) {
            Account account = new Account(view, form, past.get(), List.of(), true, "");
            return press.page(visit, view.ref().path(), "account", account);
        }
        // A place where the account has no row is no place to go on from: the page begins with the newest.
        long asked = visit.row("before");
        long before = reader.entry(view.ref(), asked).isPresent() ? asked : 0;
        List<HistoryEntry> rows = reader.history(view.ref(), before, ROWS + 1);
        List<HistoryEntry> shown = rows.size() > ROWS ? rows.subList(0, ROWS) : rows;
        String older = rows.size() > ROWS
                ? "/accounts/" + visit.thing() + "?before="
                        + LedgerId.position(shown.getLast().seq())
                : "";
        Account account = new Account(view, form, null, shown, before == 0, older);
        return press.page(visit, view.ref().path(), "account", account);
    }

    Page overdrawn(Visit visit) {
        List<AccountView> found = reader.accountsBeyondLimits(OVERDRAWN_MAX + 1);
        if (visit.wantsCsv()) {
            return Csv.page(
                    "overdrawn", "account,path,currency,posted,held_out,held_in,floor,ceiling,beyond_by", csv -> {
                        for (AccountView view : reader.accountsBeyondLimits(LedgerReader.PAGE_MAX)) {
                            overdrawn(csv, view);
                        }
                    });
        }
        boolean hasMore = found.size() > OVERDRAWN_MAX;
        return press.page(
                visit,
                "Overdrawn accounts",
                "overdrawn",
                new Overdrawn(hasMore ? found.subList(0, OVERDRAWN_MAX) : found, hasMore));
    }

    private static void overdrawn(Csv csv, AccountView view) throws IOException {
        Currency currency = view.ref().currency();
        csv.text(Ids.account(view.id()))
                .text(view.ref().path())
                .text(currency.code())
                .amount(view.posted(), currency)
                .amount(view.heldOut(), currency)
                .amount(view.heldIn(), currency)
                .amount(view.floor(), currency)
                .amount(view.ceiling(), currency)
                .amount(Overdrawn.excess(view), currency)
                .end();
    }
}
