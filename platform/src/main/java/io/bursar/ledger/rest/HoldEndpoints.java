package io.bursar.ledger.rest;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.MovesMoney;
import io.bursar.api.Requires;
import io.bursar.engine.Command.Capture;
import io.bursar.engine.Command.Completion;
import io.bursar.engine.Command.Hold;
import io.bursar.engine.Command.Release;
import io.bursar.engine.HoldView;
import io.bursar.engine.Key;
import io.bursar.ledger.Ids;
import io.bursar.ledger.OpenBooks;
import io.bursar.ledger.Renderings;
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
    Answer release(Call call) {
        long hold = Ids.parseHold(call);
        Key key = Key.external(call.caller().number(), call.requireIdempotencyKey());
        return submission.book(call, body -> new Release(hold, Requests.remarks(body, key)), Renderings::transaction);
    }

    @GetMapping(URL + "/{id}")
    @Requires(Right.HOLDS_READ)
    Answer get(Call call) {
        call.readNothing();
        HoldView found = books.of(call)
                .reader()
                .hold(Ids.parseHold(call))
                .orElseThrow(() -> Ids.missing("hold", call.path("id")));
        return Answer.ok(out -> Renderings.hold(out, found));
    }
}
