package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.MovesMoney;
import io.bursar.api.Page;
import io.bursar.api.Requires;
import io.bursar.engine.AccountRef;
import io.bursar.engine.Command.Reverse;
import io.bursar.engine.Command.Transact;
import io.bursar.engine.CommandFilter;
import io.bursar.engine.EntryKind;
import io.bursar.engine.Key;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.TransactionView;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Renderings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Transactions, their reversal, and looking them up. */
@Controller
final class TransactionEndpoints {
    private static final String URL = "/v1/transactions";

    private final Submission submission;
    private final OpenBooks books;

    TransactionEndpoints(Submission submission, OpenBooks books) {
        this.submission = submission;
        this.books = books;
    }

    @PostMapping(URL)
    @MovesMoney
    @Requires(Right.TRANSACTIONS_WRITE)
    @Answers("transaction")
    Answer create(Call call) {
        Key key = Key.external(call.caller().number(), call.requireIdempotencyKey());
        return submission.book(
                call,
                body -> new Transact(Requests.legs(body), Requests.terms(body, call.caller(), key)),
                Renderings::transaction);
    }

    @PostMapping(URL + "/{id}/reverse")
    @MovesMoney
    @Requires(Right.TRANSACTIONS_WRITE)
    @Answers("transaction")
    Answer reverse(Call call) {
        long target = Ids.parseTransaction(call);
        Key key = Key.external(call.caller().number(), call.requireIdempotencyKey());
        return submission.book(
                call,
                body -> new Reverse(target, Requests.part(body), Requests.terms(body, call.caller(), key)),
                Renderings::transaction);
    }

    @GetMapping(URL + "/{id}")
    @Requires(Right.TRANSACTIONS_READ)
    @Answers("transaction")
    Answer get(Call call) {
        call.readNothing();
        TransactionView found = books.of(call)
                .reader()
                .transaction(Ids.parseTransaction(call))
                .filter(TransactionEndpoints::isTransaction)
                .orElseThrow(() -> Ids.missing("transaction", call.path("id")));
        return Answer.ok(out -> Renderings.transaction(out, found));
    }

    @GetMapping(URL)
    @Requires(Right.TRANSACTIONS_READ)
    @Answers(value = "transaction", shape = Answers.Shape.LIST)
    Answer list(Call call) {
        return call.query().has("key") ? findByKey(call) : search(call);
    }

    /** The transaction that this caller's key made, if it made one. */
    private Answer findByKey(Call call) {
        String text = call.readQuery(TransactionEndpoints::key);
        Optional<TransactionView> found = books.of(call)
                .reader()
                .transaction(Key.external(call.caller().number(), text))
                .filter(TransactionEndpoints::isTransaction);
        return Page.whole(URL, found.stream().toList(), Renderings::transaction);
    }

    /** A key that could have been used. */
    private static String key(Fields query) {
        String text = query.requireText("key");
        if (!Key.isWellFormed(text)) {
            throw query.problem(
                    ErrorCode.PARAMETER_INVALID, "key", "A key has 1 to 255 characters without control characters.");
        }
        return text;
    }

    /** What a transaction can be. */
    private enum Type {
        TRANSFER(EntryKind.TRANSFER),
        REVERSAL(EntryKind.REVERSAL),
        CAPTURE(EntryKind.CAPTURE),
        RELEASE(EntryKind.RELEASE),
        EXPIRY(EntryKind.EXPIRY);

        private final EntryKind kind;

        Type(EntryKind kind) {
            this.kind = kind;
        }

        static Set<EntryKind> all() {
            return Stream.of(values()).map(type -> type.kind).collect(Collectors.toUnmodifiableSet());
        }
    }

    private record Query(CommandFilter filter, @Nullable String account, Page page) {
        static Query read(Fields query) {
            Type type = query.oneOf("type", Type.class);
            CommandFilter filter = SearchParams.remarks(query)
                    .withKinds(type == null ? Type.all() : Set.of(type.kind))
                    .withRecorded(TimeFilter.read(query, "created"));
            return new Query(filter, SearchParams.account(query), Page.readEitherWay(query));
        }
    }

    private Answer search(Call call) {
        Query query = call.readQuery(Query::read);
        LedgerReader reader = books.of(call).reader();
        CommandFilter filter = query.filter();
        if (query.account() != null) {
            Set<AccountRef> accounts =
                    SearchParams.accounts(reader, call.caller().book(), query.account());
            if (accounts == null) {
                return Page.whole(URL, List.<TransactionView>of(), Renderings::transaction);
            }
            filter = filter.withAccounts(accounts);
        }
        CommandFilter wanted = filter;
        String cursor = query.page().cursor();
        return new SearchParams.Listing<>(
                        URL,
                        query.page(),
                        cursor == null
                                ? 0
                                : Ids.findTransaction(call.caller().book(), cursor)
                                        .orElse(0),
                        slice -> reader.search().commands(wanted, slice),
                        TransactionView::id)
                .checked()
                .answer(Renderings::transaction);
    }

    private static boolean isTransaction(TransactionView view) {
        return view.kind() != EntryKind.HOLD;
    }
}
