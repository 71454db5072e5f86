package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.Fields;
import io.bursar.api.Page;
import io.bursar.api.Requires;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.CommandFilter;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.LedgerReader;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Renderings;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
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
    @Answers(value = "balance", shape = Answers.Shape.LIST)
    Answer balances(Call call) {
        AccountFilter.Query query = call.readQuery(AccountFilter.Query::read);
        return query.page().answer(BALANCES, find(call, query), Renderings::balance);
    }

    @GetMapping(ACCOUNTS + "/{id}/history")
    @Requires(Right.ACCOUNTS_READ)
    @Answers(value = "entry", shape = Answers.Shape.LIST)
    Answer history(Call call) {
        HistoryQuery query = call.readQuery(HistoryQuery::read);
        String id = call.path("id");
        LedgerReader reader = books.of(call).reader();
        AccountRef account = reader.account(Ids.parseAccount(call))
                .orElseThrow(() -> Ids.missing("account", id))
                .ref();
        Page page = query.page();
        return new SearchParams.Listing<>(
                        ACCOUNTS + "/" + id + "/history",
                        page,
                        page.cursor() == null ? 0 : row(reader, account, page),
                        slice -> reader.search().history(account, query.filter(), slice),
                        HistoryEntry::seq)
                .checked()
                .answer(Renderings::entry);
    }

    /** What a row can be. */
    private enum Type {
        TRANSFER,
        REVERSAL,
        CAPTURE,
        HOLD,
        CAPTURE_FREED,
        RELEASE,
        EXPIRY
    }

    private record HistoryQuery(CommandFilter filter, Page page) {
        static HistoryQuery read(Fields query) {
            Type type = query.oneOf("type", Type.class);
            CommandFilter filter = SearchParams.remarks(query)
                    .withKinds(type == null ? Set.of() : Set.of(EntryKind.valueOf(type.name())))
                    .withRecorded(TimeFilter.read(query, "created"))
                    .withEffective(TimeFilter.read(query, "effective_at"));
            return new HistoryQuery(filter, Page.readEitherWay(query));
        }
    }

    private List<AccountView> find(Call call, AccountFilter.Query query) {
        return query.filter()
                .find(books.of(call).reader(), query.page(), call.caller().book());
    }

    /** The row of the cursor's entry, provided that it is one of this account's. */
    private static long row(LedgerReader reader, AccountRef account, Page page) {
        String id = java.util.Objects.requireNonNull(page.cursor());
        OptionalLong seq = Ids.parseEntry(id);
        boolean isIts = seq.isPresent()
                && reader.entry(account, seq.getAsLong())
                        .filter(entry -> Ids.entry(entry.seq(), entry.side()).equals(id))
                        .isPresent();
        if (isIts) {
            return seq.getAsLong();
        }
        throw page.foreign();
    }
}
