package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.Page;
import io.bursar.api.Problem;
import io.bursar.api.Requires;
import io.bursar.engine.Command.ClosePeriod;
import io.bursar.engine.Key;
import io.bursar.engine.PeriodClose;
import io.bursar.engine.Terms;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Renderings;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
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
        ClosePeriod command = call.readBody(body -> {
            Instant before = body.require(TimeParams.startOf(body, CLOSED_BEFORE), CLOSED_BEFORE);
            return new ClosePeriod(before, terms(body, call));
        });
        if (isNew(call, command)) {
            Instant closed = closedBefore(call);
            if (closed != null && command.before() != null && !command.before().isAfter(closed)) {
                throw refused(ErrorCode.PERIOD_NOT_LATER, "Periods before " + closed + " are closed already.");
            }
        }
        return submit(call, command, PeriodClose.Effect.CLOSED);
    }

    /** {@code closed_before} is what stays closed; null opens everything. */
    @PostMapping(URL + "/reopen")
    @Requires(Right.LEDGER_REOPEN)
    Answer reopen(Call call) {
        ClosePeriod command = call.readBody(body -> {
            if (!body.has(CLOSED_BEFORE)) {
                throw body.problem(
                        ErrorCode.PARAMETER_MISSING,
                        CLOSED_BEFORE,
                        "Send the time before which periods stay closed; null opens them all.");
            }
            return new ClosePeriod(TimeParams.startOf(body, CLOSED_BEFORE), terms(body, call));
        });
        if (isNew(call, command)) {
            Instant closed = closedBefore(call);
            if (closed == null || (command.before() != null && !command.before().isBefore(closed))) {
                throw refused(ErrorCode.PERIOD_NOT_EARLIER, "No period is closed after that time.");
            }
        }
        return submit(call, command, PeriodClose.Effect.REOPENED);
    }

    private static Terms terms(Fields body, Call call) {
        return Requests.remarks(body, Requests.key(call.caller(), call.idempotencyKey()));
    }

    /** What was answered before is answered again, whatever has been closed since. */
    private boolean isNew(Call call, ClosePeriod command) {
        Key key = command.terms().key();
        return key == null || books.of(call).reader().outcome(key).isEmpty();
    }

    private @Nullable Instant closedBefore(Call call) {
        List<PeriodClose> newest = books.of(call).reader().times().periodCloses(0, 1);
        return newest.isEmpty() ? null : newest.getFirst().before();
    }

    private static RuntimeException refused(ErrorCode code, String message) {
        return Problem.of(code, message, CLOSED_BEFORE).asException();
    }

    private Answer submit(Call call, ClosePeriod command, PeriodClose.Effect effect) {
        return submission.submit(call, command).answer(id -> {
            PeriodClose close =
                    books.of(call).reader().times().periodCloses(id + 1, 1).getFirst();
            return Answer.created(out -> Renderings.period(out, close, effect));
        });
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
