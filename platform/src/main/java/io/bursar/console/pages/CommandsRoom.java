package io.bursar.console.pages;

import io.bursar.access.Callers;
import io.bursar.engine.AccountRef;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HoldView;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.TransactionView;
import io.bursar.ledger.Ids;
import io.bursar.ledger.LedgerJson;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Transactions and holds: lists of them, and each with what came of it. */
final class CommandsRoom {
    private static final int ROWS = 25;

    private final Press press;
    private final Shelf.Spot spot;
    private final LedgerReader reader;
    private final Callers callers;
    private final Function<Long, ProofRoom.Place> places;

    /** @param places where a row is in the chain */
    CommandsRoom(Press press, Shelf.Spot spot, Callers callers, Function<Long, ProofRoom.Place> places) {
        this.press = press;
        this.spot = spot;
        this.reader = spot.reader();
        this.callers = callers;
        this.places = places;
    }

    /** Which commands the list shows. */
    enum Tab {
        ALL("All"),
        TRANSFERS("Transactions", EntryKind.TRANSFER),
        REVERSALS("Reversals", EntryKind.REVERSAL),
        HOLDS("Holds", EntryKind.HOLD),
        CAPTURES("Captures", EntryKind.CAPTURE, EntryKind.CAPTURE_FREED),
        ENDS("Releases and expiries", EntryKind.RELEASE, EntryKind.EXPIRY);

        private final String title;
        private final List<EntryKind> kinds;

        Tab(String title, EntryKind... kinds) {
            this.title = title;
            this.kinds = List.of(kinds);
        }

        static Tab of(String asked) {
            return Stream.of(values())
                    .filter(each -> each.word().equals(asked))
                    .findFirst()
                    .orElse(ALL);
        }

        String title() {
            return title;
        }

        String word() {
            return Show.word(this);
        }

        boolean has(TransactionView view) {
            return this == ALL || kinds.contains(view.kind());
        }
    }

    /** @param next address of the page of older ones; empty: the log's beginning was reached */
    record Listed(Tab tab, List<TransactionView> commands, boolean isFirst, String next) {
        List<Show.Tab> tabs(Frame frame) {
            return Stream.of(Tab.values())
                    .map(each ->
                            new Show.Tab(each.title(), frame.at("/transactions?kind=" + each.word()), each == tab, ""))
                    .toList();
        }

        /** Whether the page ends because it looked long enough, not because it is full. */
        boolean isCutShort() {
            return commands.size() < ROWS && !next.isEmpty();
        }

        static String href(TransactionView view) {
            String room = view.kind() == EntryKind.HOLD ? "/holds/" : "/transactions/";
            return room + Ids.command(view.id(), view.kind());
        }
    }

    /**
     * A command.
     *
     * @param caller who sent it, in words
     * @param accounts where the accounts of its legs are
     */
    record Transaction(
            TransactionView view,
            String caller,
            Walk.Followers followers,
            ProofRoom.Place place,
            Map<AccountRef, String> accounts) {
        String id() {
            return Ids.command(view.id(), view.kind());
        }

        String json() {
            return LedgerJson.transaction(view);
        }

        /** Whether its rows reserved or freed, and moved nothing. */
        boolean reserves() {
            return view.kind().holds();
        }

        /** Where its target is; empty: it has none. */
        String targetHref() {
            Long target = view.target();
            if (target == null) {
                return "";
            }
            return view.kind() == EntryKind.REVERSAL
                    ? "/transactions/" + Ids.transaction(target)
                    : "/holds/" + Ids.hold(target);
        }
    }

    record Hold(
            HoldView view,
            String caller,
            Walk.Followers followers,
            ProofRoom.Place place,
            Map<AccountRef, String> accounts) {
        String id() {
            return Ids.hold(view.id());
        }

        String json() {
            return LedgerJson.hold(view);
        }
    }

    /** @param open how many are open, as text: a number, or that there are many */
    record Holds(HoldTab tab, String open, List<HoldView> holds, boolean isFirst, String next) {
        boolean isOpen() {
            return tab == HoldTab.OPEN;
        }

        List<Show.Tab> tabs(Frame frame) {
            return Stream.of(HoldTab.values())
                    .map(each -> new Show.Tab(
                            Show.title(each),
                            frame.at("/holds?status=" + each.word()),
                            each == tab,
                            each == HoldTab.OPEN ? open : ""))
                    .toList();
        }

        boolean isCutShort() {
            return holds.size() < ROWS && !next.isEmpty();
        }
    }

    enum HoldTab {
        OPEN,
        CAPTURED,
        RELEASED,
        EXPIRED;

        static HoldTab of(String asked) {
            return Stream.of(values())
                    .filter(each -> each.word().equals(asked))
                    .findFirst()
                    .orElse(OPEN);
        }

        String word() {
            return Show.word(this);
        }
    }

    Page list(Visit visit) {
        Tab tab = Tab.of(visit.ask("kind"));
        long before = visit.number("before").orElse(0);
        if (visit.wantsCsv()) {
            return csv(tab);
        }
        Walk walk = Walk.back(reader, before, ROWS, tab::has);
        String next = walk.next() == 0 ? "" : "/transactions?kind=" + tab.word() + "&before=" + walk.next();
        return press.page(visit, "Transactions", "transactions", new Listed(tab, walk.found(), before == 0, next));
    }

    /** A row for each leg of the newest commands. */
    private Page csv(Tab tab) {
        String header = "id,kind,recorded,counts_from,leg,debit,credit,amount,currency,key,reference";
        return Csv.page("transactions-" + tab.word(), header, csv -> {
            for (TransactionView view :
                    Walk.back(reader, 0, Walk.ROWS_MAX, tab::has).found()) {
                for (int leg = 0; leg < view.legs().size(); leg++) {
                    write(csv, view, leg);
                }
            }
        });
    }

    private static void write(Csv csv, TransactionView view, int number) throws IOException {
        TransactionView.LegView leg = view.legs().get(number);
        csv.text(Ids.command(view.id(), view.kind()))
                .text(Show.word(view.kind()))
                .time(view.recordedAt())
                .time(view.effectiveAt())
                .number(number)
                .text(leg.debit().path())
                .text(leg.credit().path())
                .amount(leg.amount(), leg.debit().currency())
                .text(leg.debit().currency().code())
                .text(view.key() == null ? "" : view.key().text())
                .text(view.reference() == null ? "" : view.reference())
                .end();
    }

    Page transaction(Visit visit) {
        Optional<TransactionView> found = find(visit);
        if (found.isEmpty()) {
            return press.missing(visit, "This transaction");
        }
        TransactionView view = found.get();
        if (view.kind() == EntryKind.HOLD) {
            return press.redirect("/holds/" + Ids.hold(view.id()));
        }
        Transaction transaction = new Transaction(
                view,
                Show.caller(callers, view.key()),
                view.kind().posts() ? Walk.Followers.of(reader, view) : new Walk.Followers(List.of(), true),
                places.apply(view.id()),
                accounts(view));
        return press.page(visit, transaction.id(), "transaction", transaction);
    }

    private Optional<TransactionView> find(Visit visit) {
        return Ids.findCommand(visit.book(), visit.thing()).stream()
                .boxed()
                .flatMap(id -> reader.transaction(id).stream())
                .findFirst();
    }

    private Map<AccountRef, String> accounts(TransactionView view) {
        Map<AccountRef, String> accounts = new HashMap<>();
        for (TransactionView.LegView leg : view.legs()) {
            for (AccountRef ref : List.of(leg.debit(), leg.credit())) {
                accounts.computeIfAbsent(
                        ref,
                        same -> reader.account(same)
                                .map(account -> "/accounts/" + Ids.account(account.id()))
                                .orElse(""));
            }
        }
        return accounts;
    }

    Page hold(Visit visit) {
        Optional<TransactionView> command = find(visit);
        Optional<HoldView> found = command.flatMap(each -> reader.hold(each.id()));
        if (found.isEmpty()) {
            return press.missing(visit, "This hold");
        }
        TransactionView view = command.get();
        Hold hold = new Hold(
                found.get(),
                Show.caller(callers, view.key()),
                Walk.Followers.of(reader, view),
                places.apply(view.id()),
                accounts(view));
        return press.page(visit, hold.id(), "hold", hold);
    }

    Page holds(Visit visit) {
        HoldTab tab = HoldTab.of(visit.ask("status"));
        int open = reader.openHolds(0, LedgerReader.PAGE_MAX).size();
        String openText = open == LedgerReader.PAGE_MAX ? Show.count(open) + "+" : Show.count(open);
        if (visit.wantsCsv()) {
            return csv(reader.openHolds(0, LedgerReader.PAGE_MAX));
        }
        boolean isFirst = !visit.wants("before");
        Holds holds = tab == HoldTab.OPEN ? open(visit, openText, isFirst) : ended(visit, tab, openText);
        return press.page(visit, "Holds", "holds", holds);
    }

    private Holds open(Visit visit, String open, boolean isFirst) {
        long before = Ids.findCommand(spot.book(), visit.ask("before")).orElse(0);
        List<HoldView> found = reader.openHolds(before, ROWS + 1);
        List<HoldView> shown = found.size() > ROWS ? found.subList(0, ROWS) : found;
        String next = found.size() > ROWS
                ? "/holds?before=" + Ids.hold(shown.getLast().id())
                : "";
        return new Holds(HoldTab.OPEN, open, shown, isFirst, next);
    }

    private Holds ended(Visit visit, HoldTab tab, String open) {
        long before = visit.number("before").orElse(0);
        Walk walk = Walk.back(
                reader,
                before,
                ROWS,
                view -> view.kind() == EntryKind.HOLD
                        && reader.hold(view.id())
                                .filter(hold -> hold.status().name().equals(tab.name()))
                                .isPresent());
        List<HoldView> holds = walk.found().stream()
                .flatMap(view -> reader.hold(view.id()).stream())
                .toList();
        String next = walk.next() == 0 ? "" : "/holds?status=" + tab.word() + "&before=" + walk.next();
        return new Holds(tab, open, holds, before == 0, next);
    }

    private static Page csv(List<HoldView> holds) {
        String header = "id,recorded,expires,debit,credit,held,captured,released,remains,currency,reference";
        return Csv.page("open-holds", header, csv -> {
            for (HoldView hold : holds) {
                for (HoldView.HeldLeg leg : hold.legs()) {
                    csv.text(Ids.hold(hold.id())).time(hold.recordedAt());
                    csv.text(hold.expiresAt() == null ? "" : Show.iso(hold.expiresAt()));
                    csv.text(leg.debit().path())
                            .text(leg.credit().path())
                            .amount(leg.amount(), leg.debit().currency())
                            .amount(leg.captured(), leg.debit().currency())
                            .amount(leg.released(), leg.debit().currency())
                            .amount(leg.remaining(), leg.debit().currency())
                            .text(leg.debit().currency().code())
                            .text(hold.reference() == null ? "" : hold.reference())
                            .end();
                }
            }
        });
    }

    /** The place of a command's first row in the log. */
    static String place(long id) {
        return Show.row(id) + " of book " + LedgerId.book(id);
    }
}
