package io.bursar.ledger;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Page;
import io.bursar.engine.AccountRef;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.Ledger;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Accounts and balances by path, and what happened on an account. */
@Controller
final class AccountListEndpoints {
    private static final String ACCOUNTS = "/v1/accounts";
    private static final String BALANCES = "/v1/balances";

    private final Ledger ledger;

    AccountListEndpoints(Ledger ledger) {
        this.ledger = ledger;
    }

    @GetMapping(ACCOUNTS)
    Answer accounts(Call call) {
        AccountFilter.Query query = call.readQuery(AccountFilter.Query::read);
        return query.page().answer(ACCOUNTS, query.filter().find(ledger.reader(), query.page()), Renderings::account);
    }

    @GetMapping(BALANCES)
    Answer balances(Call call) {
        AccountFilter.Query query = call.readQuery(AccountFilter.Query::read);
        return query.page().answer(BALANCES, query.filter().find(ledger.reader(), query.page()), Renderings::balance);
    }

    @GetMapping(ACCOUNTS + "/{id}/history")
    Answer history(Call call) {
        Page page = call.readQuery(Page::read);
        String id = call.path("id");
        AccountRef account = ledger.reader()
                .account(Ids.parseAccount(id))
                .orElseThrow(() -> Ids.missing("account", id))
                .ref();
        long before = page.startingAfter() == null ? 0 : cursor(account, page.startingAfter());
        List<HistoryEntry> entries = ledger.reader().history(account, before, page.limitAndOne());
        return page.answer(ACCOUNTS + "/" + id + "/history", entries, Renderings::entry);
    }

    /** The row of an entry, provided that it is one of this account's. */
    private long cursor(AccountRef account, String id) {
        OptionalLong seq = Ids.parseEntry(id);
        boolean isIts = seq.isPresent()
                && ledger.reader()
                        .entry(account, seq.getAsLong())
                        .filter(entry -> Ids.entry(entry.seq(), entry.side()).equals(id))
                        .isPresent();
        if (isIts) {
            return seq.getAsLong();
        }
        throw Page.foreignCursor();
    }
}
