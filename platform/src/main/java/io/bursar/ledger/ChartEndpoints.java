package io.bursar.ledger;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.engine.Chart;
import io.bursar.engine.Command.DefineChart;
import io.bursar.engine.Key;
import io.bursar.engine.Ledger;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** The chart of accounts. */
@Controller
final class ChartEndpoints {
    private static final String CHART = "/v1/chart";

    private final Submission submission;
    private final Ledger ledger;

    ChartEndpoints(Submission submission, Ledger ledger) {
        this.submission = submission;
        this.ledger = ledger;
    }

    @PostMapping(CHART)
    Answer define(Call call) {
        Key key = Requests.key(call.caller(), call.idempotencyKey());
        DefineChart command = call.readBody(body -> new DefineChart(Requests.chart(body), Requests.remarks(body, key)));
        return submission.submit(command).answer(id -> Answer.created(out -> Renderings.chart(out, command.chart())));
    }

    @GetMapping(CHART)
    Answer current(Call call) {
        call.readNothing();
        Chart chart = ledger.reader().chart();
        return Answer.ok(out -> Renderings.chart(out, chart));
    }
}
