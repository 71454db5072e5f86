package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.Page;
import io.bursar.api.Requires;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.LedgerReader;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Renderings;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Accounts and balances by path, and what happened on an account. */
@Controller
final class AccountListEndpoints {
    private static final String ACCOUNTS = "/v1/accounts";
    private static final String BALANCES = "/v1/balances";

    private final OpenBooks books;

    AccountListEndpoints(OpenBooks books) {
        this.books = books;
    }

    @GetMapping(ACCOUNTS)
    @Requires(Right.ACCOUNTS_READ)
    Answer accounts(Call call) {
        AccountFilter.Query query = call.readQuery(AccountFilter.Query::read);
        return query.page().answer(ACCOUNTS, find(call, query), Renderings::account);
    }

    @GetMapping(BALANCES)
    @Requires(Right.ACCOUNTS_READ)
    Answer balances(Call call) {
        AccountFilter.Query query = call.readQuery(AccountFilter.Query::read);
        return query.page().answer(BALANCES, find(call, query), Renderings::balance);
    }

    @GetMapping(ACCOUNTS + "/{id}/history")
    @Requires(Right.ACCOUNTS_READ)
    Answer history(Call call) {
        Page page = call.readQuery(Page::read);
        String id = call.path("id");
        LedgerReader reader = books.of(call).reader();
        AccountRef account = reader.account(Ids.parseAccount(call))
                .orElseThrow(() -> Ids.missing("account", id))
                .ref();
        long before = page.startingAfter() == null ? 0 : cursor(reader, account, page.startingAfter());
        List<HistoryEntry> entries = reader.history(account, before, page.limitAndOne());
        return page.answer(ACCOUNTS + "/" + id + "/history", entries, Renderings::entry);
    }

    private List<AccountView> find(Call call, AccountFilter.Query query) {
        return query.filter()
                .find(books.of(call).reader(), query.page(), call.caller().book());
    }

    /** The row of an entry, provided that it is one of this account's. */
    private static long cursor(LedgerReader reader, AccountRef account, String id) {
        OptionalLong seq = Ids.parseEntry(id);
        boolean isIts = seq.isPresent()
                && reader.entry(account, seq.getAsLong())
                        .filter(entry -> Ids.entry(entry.seq(), entry.side()).equals(id))
                        .isPresent();
        if (isIts) {
            return seq.getAsLong();
        }
        throw Page.foreignCursor();
    }
}
