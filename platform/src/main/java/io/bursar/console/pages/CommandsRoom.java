package io.bursar.console.pages;

import io.bursar.access.Callers;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HoldView;
import io.bursar.engine.Key;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.TransactionView;
import io.bursar.ledger.Ids;
import io.bursar.ledger.LedgerJson;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Transactions and holds. */
final class CommandsRoom {
    private static final int HOLDS = 25;

    private final Press press;
    private final LedgerReader reader;
    private final Callers callers;

    CommandsRoom(Press press, LedgerReader reader, Callers callers) {
        this.press = press;
        this.reader = reader;
        this.callers = callers;
    }

    /** @param caller who sent it, in words */
    record Transaction(TransactionView view, String caller) {
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

    record Hold(HoldView view, String caller) {
        String id() {
            return Ids.hold(view.id());
        }

        String json() {
            return LedgerJson.hold(view);
        }
    }

    record Holds(List<HoldView> holds, boolean isFirst, String older) {}

    Page transaction(Visit visit) {
        Optional<TransactionView> found = Ids.findCommand(visit.thing()).stream()
                .boxed()
                .flatMap(id -> reader.transaction(id).stream())
                .findFirst();
        if (found.isEmpty()) {
            return press.missing(visit, "This transaction");
        }
        TransactionView view = found.get();
        if (view.kind() == EntryKind.HOLD) {
            return Page.redirect("/holds/" + Ids.hold(view.id()));
        }
        Transaction transaction = new Transaction(view, caller(view.key()));
        return press.page(visit, transaction.id(), "transaction", transaction);
    }

    Page hold(Visit visit) {
        Optional<HoldView> found = Ids.findCommand(visit.thing()).stream()
                .boxed()
                .flatMap(id -> reader.hold(id).stream())
                .findFirst();
        if (found.isEmpty()) {
            return press.missing(visit, "This hold");
        }
        Hold hold = new Hold(found.get(), caller(found.get().key()));
        return press.page(visit, hold.id(), "hold", hold);
    }

    Page openHolds(Visit visit) {
        long before = Ids.findCommand(visit.ask("before")).orElse(0);
        List<HoldView> found = reader.openHolds(before, HOLDS + 1);
        List<HoldView> shown = found.size() > HOLDS ? found.subList(0, HOLDS) : found;
        String older = found.size() > HOLDS
                ? "/holds?before=" + Ids.hold(shown.getLast().id())
                : "";
        return press.page(visit, "Open holds", "holds", new Holds(shown, before == 0, older));
    }

    private String caller(@Nullable Key key) {
        if (key == null) {
            return "";
        }
        return key.caller() == 0
                ? "Bursar itself"
                : callers.names().getOrDefault(key.caller(), "caller") + " (no. " + key.caller() + ")";
    }

    /** The place of a command's first row in the log. */
    static String place(long id) {
        return Show.row(id) + " of book " + LedgerId.book(id);
    }
}
