package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.Answer.Download;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.Page;
import io.bursar.api.Requires;
import io.bursar.engine.AsOf;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.Statement;
import io.bursar.engine.TwoTimes;
import io.bursar.engine.TwoTimes.Place;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Renderings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** An account's statement for a period: a page of it as JSON, or all of it as CSV. */
@Controller
final class StatementEndpoints {
    private static final String TO = "to";

    private final OpenBooks books;

    StatementEndpoints(OpenBooks books) {
        this.books = books;
    }

    private enum Format {
        JSON,
        CSV
    }

    private record Query(Instant from, Instant to, long known, Format format, Page page) {}

    private Query read(Fields query, Call call) {
        Instant from = TimeParams.startOf(query, "from");
        Instant to = TimeParams.startOf(query, TO);
        Instant begins = from == null ? Instant.EPOCH : from;
        Instant ends = to == null ? AsOf.END_OF_TIME : to;
        if (!begins.isBefore(ends)) {
            throw query.problem(ErrorCode.PARAMETER_INVALID, TO, "to must be after from; it is not in the period.");
        }
        Format asked = query.oneOf("format", Format.class);
        Format format = asked == null ? Format.valueOf(call.manner().form().name()) : asked;
        if (format == Format.CSV && (query.has("limit") || query.has("starting_after"))) {
            throw query.problem(ErrorCode.PARAMETER_UNSUPPORTED, "format", "A CSV has the whole period, no pages.");
        }
        return new Query(
                begins, ends, TimeParams.known(query, TimeParams.Book.of(books, call)), format, Page.read(query));
    }

    @GetMapping("/v1/accounts/{id}/statement")
    @Requires(Right.ACCOUNTS_READ)
    @Answers(value = "statement", also = Answers.Form.CSV)
    Answer statement(Call call) {
        Query query = call.readQuery(fields -> read(fields, call));
        String id = call.path("id");
        Statement statement = times(call)
                .statement(Ids.parseAccount(call), query.from(), query.to(), query.known())
                .orElseThrow(() -> Ids.missing("account", id));
        return switch (query.format()) {
            case CSV -> Answer.file(csv(statement, times(call)));
            case JSON -> page(call, statement, query.page());
        };
    }

    private TwoTimes times(Call call) {
        return books.of(call).reader().times();
    }

    private Answer page(Call call, Statement statement, Page page) {
        String cursor = page.startingAfter();
        Place after = cursor == null ? null : place(call, statement, cursor);
        List<HistoryEntry> movements = times(call).movements(statement, after, page.limitAndOne());
        boolean more = movements.size() > page.limit();
        List<HistoryEntry> shown = more ? movements.subList(0, page.limit()) : movements;
        String url = "/v1/accounts/" + call.path("id") + "/statement";
        return Answer.ok(out -> {
            Renderings.statement(out, statement);
            out.object(
                    "movements",
                    list -> list.text("object", "list")
                            .list("data", shown, Renderings::entry)
                            .flag("has_more", more)
                            .text("url", url));
        });
    }

    /** Where the page before ended, provided that it was a page of this statement. */
    private Place place(Call call, Statement statement, String id) {
        return Ids.parseEntry(id).stream()
                .mapToObj(seq -> books.of(call).reader().entry(statement.ref(), seq))
                .flatMap(Optional::stream)
                .filter(entry -> Ids.entry(entry.seq(), entry.side()).equals(id) && statement.has(entry))
                .findFirst()
                .map(Place::of)
                .orElseThrow(Page::foreignCursor);
    }

    private static Download csv(Statement statement, TwoTimes times) {
        String name = "statement-" + Ids.account(statement.account()) + ".csv";
        return new Download("text/csv; charset=utf-8", name, out -> {
            StatementCsv csv = new StatementCsv(out);
            csv.begin(statement);
            @Nullable Place after = null;
            List<HistoryEntry> page;
            do {
                page = times.movements(statement, after, io.bursar.engine.LedgerReader.PAGE_MAX);
                for (HistoryEntry movement : page) {
                    csv.movement(movement);
                    after = Place.of(movement);
                }
            } while (page.size() == io.bursar.engine.LedgerReader.PAGE_MAX);
            csv.end(statement);
        });
    }
}
