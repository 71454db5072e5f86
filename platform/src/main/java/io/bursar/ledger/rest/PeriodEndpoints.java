package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.Page;
import io.bursar.api.Requires;
import io.bursar.engine.Command;
import io.bursar.engine.Command.ClosePeriod;
import io.bursar.engine.Command.ReopenPeriod;
import io.bursar.engine.DryRun;
import io.bursar.engine.PeriodClose;
import io.bursar.engine.Terms;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Renderings;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Closing the books up to a time, and opening them again, which needs a right of its own. Both are entries of the log,
 * so the list of them is the audit.
 */
@Controller
final class PeriodEndpoints {
    private static final String URL = "/v1/periods";
    private static final String CLOSED_BEFORE = "closed_before";

    private final Submission submission;
    private final OpenBooks books;

    PeriodEndpoints(Submission submission, OpenBooks books) {
        this.submission = submission;
        this.books = books;
    }

    @PostMapping(URL)
    @Requires(Right.CHART_WRITE)
    Answer close(Call call) {
        return submission.submit(
                call,
                body -> {
                    Instant before = body.require(TimeParams.startOf(body, CLOSED_BEFORE), CLOSED_BEFORE);
                    return new ClosePeriod(before, terms(body, call));
                },
                new Moved(call, PeriodClose.Effect.CLOSED));
    }

    /** {@code closed_before} is what stays closed; null opens everything. */
    @PostMapping(URL + "/reopen")
    @Requires(Right.LEDGER_REOPEN)
    Answer reopen(Call call) {
        return submission.submit(
                call,
                body -> {
                    if (!body.has(CLOSED_BEFORE)) {
                        throw body.problem(
                                ErrorCode.PARAMETER_MISSING,
                                CLOSED_BEFORE,
                                "Send the time before which periods stay closed; null opens them all.");
                    }
                    return new ReopenPeriod(TimeParams.startOf(body, CLOSED_BEFORE), terms(body, call));
                },
                new Moved(call, PeriodClose.Effect.REOPENED));
    }

    private static Terms terms(Fields body, Call call) {
        return Requests.remarks(body, Requests.key(call.caller(), call.idempotencyKey()));
    }

    private final class Moved implements Submission.Telling<Command> {
        private final Call call;
        private final PeriodClose.Effect effect;

        private Moved(Call call, PeriodClose.Effect effect) {
            this.call = call;
            this.effect = effect;
        }

        @Override
        public Answer booked(Command command, long id) {
            return created(
                    books.of(call).reader().times().periodCloses(id + 1, 1).getFirst());
        }

        @Override
        public Answer foreseen(Command command, DryRun foreseen) {
            return created(((DryRun.Period) foreseen).close());
        }

        private Answer created(PeriodClose close) {
            return Answer.created(out -> Renderings.period(out, close, effect));
        }
    }

    /** Newest first. */
    @GetMapping(URL)
    @Requires(Right.CHART_READ)
    Answer list(Call call) {
        Page page = call.readQuery(Page::read);
        long before = page.startingAfter() == null ? 0 : cursor(call, page.startingAfter());
        // One more, to tell what the page's last one did.
        List<PeriodClose> found = books.of(call).reader().times().periodCloses(before, page.limitAndOne() + 1);
        List<Shown> shown = java.util.stream.IntStream.range(0, Math.min(found.size(), page.limitAndOne()))
                .mapToObj(i -> new Shown(found.get(i), effect(found, i)))
                .toList();
        return page.answer(URL, shown, (out, each) -> Renderings.period(out, each.close(), each.effect()));
    }

    private record Shown(PeriodClose close, PeriodClose.Effect effect) {}

    private static PeriodClose.Effect effect(List<PeriodClose> newestFirst, int at) {
        return newestFirst.get(at).effectAfter(at + 1 < newestFirst.size() ? newestFirst.get(at + 1) : null);
    }

    private long cursor(Call call, String id) {
        OptionalLong found = Ids.findPeriod(call.caller().book(), id);
        if (found.isPresent()) {
            List<PeriodClose> at = books.of(call).reader().times().periodCloses(found.getAsLong() + 1, 1);
            if (!at.isEmpty() && at.getFirst().id() == found.getAsLong()) {
                return found.getAsLong();
            }
        }
        throw Page.foreignCursor();
    }
}
