package io.bursar.ledger;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.MovesMoney;
import io.bursar.engine.Command.Capture;
import io.bursar.engine.Command.Completion;
import io.bursar.engine.Command.Hold;
import io.bursar.engine.Command.Release;
import io.bursar.engine.HoldView;
import io.bursar.engine.Key;
import io.bursar.engine.Ledger;
import io.bursar.engine.TransactionView;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Holds and their ends. Making one answers the hold; capture and release answer the transaction they made. */
@Controller
final class HoldEndpoints {
    private static final String URL = "/v1/holds";

    private final Submission submission;
    private final Ledger ledger;

    HoldEndpoints(Submission submission, Ledger ledger) {
        this.submission = submission;
        this.ledger = ledger;
    }

    @PostMapping(URL)
    @MovesMoney
    Answer create(Call call) {
        Key key = Key.external(call.caller().number(), call.requireIdempotencyKey());
        Hold command = call.readBody(body ->
                new Hold(Requests.legs(body), body.instant("expires_at"), Requests.terms(body, call.caller(), key)));
        return submission.submit(command).answer(id -> {
            TransactionView made = submission.read(id);
            return Answer.created(out -> Renderings.newHold(out, made));
        });
    }

    @PostMapping(URL + "/{id}/capture")
    @MovesMoney
    Answer capture(Call call) {
        long hold = Ids.parseHold(call.path("id"));
        Key key = Key.external(call.caller().number(), call.requireIdempotencyKey());
        Capture command = call.readBody(body -> new Capture(
                hold,
                Requests.partOfHold(body),
                body.flag("release_rest") ? Completion.RELEASE_REST : Completion.KEEP_REST,
                Requests.terms(body, call.caller(), key)));
        return submission.submit(command).answer(this::booked);
    }

    @PostMapping(URL + "/{id}/release")
    @MovesMoney
    Answer release(Call call) {
        long hold = Ids.parseHold(call.path("id"));
        Key key = Key.external(call.caller().number(), call.requireIdempotencyKey());
        Release command = call.readBody(body -> new Release(hold, Requests.remarks(body, key)));
        return submission.submit(command).answer(this::booked);
    }

    @GetMapping(URL + "/{id}")
    Answer get(Call call) {
        call.readNothing();
        HoldView found = ledger.reader()
                .hold(Ids.parseHold(call.path("id")))
                .orElseThrow(() -> Ids.missing("hold", call.path("id")));
        return Answer.ok(out -> Renderings.hold(out, found));
    }

    private Answer booked(long id) {
        TransactionView view = submission.read(id);
        return Answer.created(out -> Renderings.transaction(out, view));
    }
}
