package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.Requires;
import io.bursar.engine.Chart;
import io.bursar.engine.Command.DefineChart;
import io.bursar.engine.DryRun;
import io.bursar.engine.Key;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Renderings;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** The chart of accounts. */
@Controller
final class ChartEndpoints {
    private static final String CHART = "/v1/chart";

    private final Submission submission;
    private final OpenBooks books;

    ChartEndpoints(Submission submission, OpenBooks books) {
        this.submission = submission;
        this.books = books;
    }

    @PostMapping(CHART)
    @Requires(Right.CHART_WRITE)
    Answer define(Call call) {
        Key key = Requests.key(call.caller(), call.idempotencyKey());
        return submission.submit(
                call, body -> new DefineChart(Requests.chart(body), Requests.remarks(body, key)), new AsSent());
    }

    /** A chart is what was sent, in force or not. */
    private static final class AsSent implements Submission.Telling<DefineChart> {
        @Override
        public Answer booked(DefineChart command, long id) {
            return Answer.created(out -> Renderings.chart(out, command.chart()));
        }

        @Override
        public Answer foreseen(DefineChart command, DryRun foreseen) {
            return booked(command, 0);
        }
    }

    @GetMapping(CHART)
    @Requires(Right.CHART_READ)
    Answer current(Call call) {
        call.readNothing();
        Chart chart = books.of(call).reader().chart();
        return Answer.ok(out -> Renderings.chart(out, chart));
    }
}
