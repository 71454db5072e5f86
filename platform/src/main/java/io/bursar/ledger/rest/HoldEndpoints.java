package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.Fields;
import io.bursar.api.MovesMoney;
import io.bursar.api.Page;
import io.bursar.api.Requires;
import io.bursar.engine.AccountRef;
import io.bursar.engine.Command.Capture;
import io.bursar.engine.Command.Completion;
import io.bursar.engine.Command.Hold;
import io.bursar.engine.Command.Release;
import io.bursar.engine.CommandFilter;
import io.bursar.engine.HoldView;
import io.bursar.engine.Key;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.LedgerSearch.Found;
import io.bursar.engine.Slice;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Renderings;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Holds and their ends. Making one answers the hold; capture and release answer the transaction they made. */
@Controller
final class HoldEndpoints {
    private static final String URL = "/v1/holds";

    private final Submission submission;
    private final OpenBooks books;

    HoldEndpoints(Submission submission, OpenBooks books) {
        this.submission = submission;
        this.books = books;
    }

    @PostMapping(URL)
    @MovesMoney
    @Requires(Right.HOLDS_WRITE)
    @Answers("hold")
    Answer create(Call call) {
        Key key = Key.external(call.caller().number(), call.requireIdempotencyKey());
        return submission.book(
                call,
                body -> new Hold(
                        Requests.legs(body), body.instant("expires_at"), Requests.terms(body, call.caller(), key)),
                Renderings::newHold);
    }

    @PostMapping(URL + "/{id}/capture")
    @MovesMoney
    @Requires(Right.HOLDS_WRITE)
    @Answers("transaction")
    Answer capture(Call call) {
        long hold = Ids.parseHold(call);
        Key key = Key.external(call.caller().number(), call.requireIdempotencyKey());
        return submission.book(
                call,
                body -> new Capture(
                        hold,
                        Requests.partOfHold(body),
                        body.flag("release_rest") ? Completion.RELEASE_REST : Completion.KEEP_REST,
                        Requests.terms(body, call.caller(), key)),
                Renderings::transaction);
    }

    @PostMapping(URL + "/{id}/release")
    @MovesMoney
    @Requires(Right.HOLDS_WRITE)
    @Answers("transaction")
    Answer release(Call call) {
        long hold = Ids.parseHold(call);
        Key key = Key.external(call.caller().number(), call.requireIdempotencyKey());
        return submission.book(call, body -> new Release(hold, Requests.remarks(body, key)), Renderings::transaction);
    }

    @GetMapping(URL + "/{id}")
    @Requires(Right.HOLDS_READ)
    @Answers("hold")
    Answer get(Call call) {
        call.readNothing();
        HoldView found = books.of(call)
                .reader()
                .hold(Ids.parseHold(call))
                .orElseThrow(() -> Ids.missing("hold", call.path("id")));
        return Answer.ok(out -> Renderings.hold(out, found));
    }

    private record Query(
            CommandFilter filter,
            HoldView.@Nullable Status status,
            @Nullable String account,
            Page page) {
        static Query read(Fields query) {
            CommandFilter filter = SearchParams.remarks(query).withRecorded(TimeFilter.read(query, "created"));
            return new Query(
                    filter,
                    query.oneOf("status", HoldView.Status.class),
                    SearchParams.account(query),
                    Page.readEitherWay(query));
        }
    }

    @GetMapping(URL)
    @Requires(Right.HOLDS_READ)
    @Answers(value = "hold", shape = Answers.Shape.LIST)
    Answer list(Call call) {
        Query query = call.readQuery(Query::read);
        LedgerReader reader = books.of(call).reader();
        CommandFilter filter = query.filter();
        if (query.account() != null) {
            Set<AccountRef> accounts =
                    SearchParams.accounts(reader, call.caller().book(), query.account());
            if (accounts == null) {
                return Page.whole(URL, List.<HoldView>of(), Renderings::hold);
            }
            filter = filter.withAccounts(accounts);
        }
        CommandFilter wanted = filter;
        String cursor = query.page().cursor();
        long from =
                cursor == null ? 0 : Ids.findHold(call.caller().book(), cursor).orElse(0);
        // A hold that ended meanwhile still says where the page before ended.
        listing(query.page(), from, slice -> reader.search().holds(wanted, null, slice))
                .checked();
        return listing(query.page(), from, slice -> reader.search().holds(wanted, query.status(), slice))
                .answer(Renderings::hold);
    }

    private static SearchParams.Listing<HoldView> listing(
            Page page, long cursor, Function<Slice, Found<HoldView>> search) {
        return new SearchParams.Listing<>(URL, page, cursor, search, HoldView::id);
    }
}
