package io.bursar.schedules;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.MovesMoney;
import io.bursar.api.Page;
import io.bursar.api.Problem;
import io.bursar.api.Requires;
import io.bursar.ledger.Ids;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** Scheduling a transaction, looking at it, canceling it. */
@Controller
final class ScheduleEndpoints {
    private static final String URL = "/v1/scheduled_transactions";
    private static final String EXECUTE_AT = "execute_at";

    private final Schedule schedule;
    private final ScheduleStore store;

    ScheduleEndpoints(Schedule schedule, ScheduleStore store) {
        this.schedule = schedule;
        this.store = store;
    }

    @PostMapping(URL)
    @MovesMoney
    @Requires(Right.TRANSACTIONS_WRITE)
    Answer create(Call call) {
        Caller caller = call.caller();
        ScheduleKey key = new ScheduleKey(caller.book(), caller.number(), call.requireIdempotencyKey());
        Asked asked = call.readBody(
                body -> new Asked(Order.read(body, caller), body.require(body.instant(EXECUTE_AT), EXECUTE_AT)));
        return switch (schedule.add(key, asked.order(), asked.executeAt())) {
            case Schedule.Added(Scheduled made) -> Answer.created(made::write);
            case Schedule.Replayed(Scheduled made) ->
                Answer.created(made.asMade()::write).replayed();
            case Schedule.KeyReused(List<String> differing) -> Answer.refused(reused(differing));
            case Schedule.Malformed(Problem problem) -> Answer.refused(problem);
        };
    }

    private record Asked(Order order, Instant executeAt) {}

    private static Problem reused(List<String> differing) {
        return Problem.of(
                ErrorCode.IDEMPOTENCY_KEY_REUSED,
                "This key was first used with other parameters. Different: " + String.join(", ", differing)
                        + ". Use a new key for a new effect.",
                differing.getFirst());
    }

    @GetMapping(URL + "/{id}")
    @Requires(Right.TRANSACTIONS_READ)
    Answer get(Call call) {
        call.readNothing();
        return Answer.ok(find(call)::write);
    }

    private Scheduled find(Call call) {
        return store.find(Scheduled.parse(call), call.caller().book())
                .orElseThrow(() -> Ids.missing("scheduled transaction", call.path("id")));
    }

    /** Newest first. */
    @GetMapping(URL)
    @Requires(Right.TRANSACTIONS_READ)
    Answer list(Call call) {
        Query query = call.readQuery(Query::read);
        int book = call.caller().book();
        String after = query.page().startingAfter();
        long before = after == null ? Long.MAX_VALUE : cursor(after, book);
        return query.page()
                .answer(URL, store.list(book, query.status(), before, query.page()), (out, each) -> each.write(out));
    }

    private record Query(@Nullable Status status, Page page) {
        static Query read(Fields fields) {
            return new Query(fields.oneOf("status", Status.class), Page.read(fields));
        }
    }

    /** Its state may have changed since the page before, so that only whose it is is looked at. */
    private long cursor(String id, int book) {
        return Scheduled.parse(id, book).stream()
                .filter(number -> store.find(number, book).isPresent())
                .findFirst()
                .orElseThrow(Page::foreignCursor);
    }

    /** A canceled one is answered as it is: whoever asks again has what was wanted. */
    @PostMapping(URL + "/{id}/cancel")
    @Requires(Right.TRANSACTIONS_WRITE)
    Answer cancel(Call call) {
        long number = Scheduled.parse(call);
        call.readNothing();
        store.cancel(number, call.caller().book());
        Scheduled now = find(call);
        return switch (now.state()) {
            case State.Canceled _ -> Answer.ok(now::write);
            case State.Executed(long transaction, Instant _) ->
                Answer.refused(settled("It was executed as " + Ids.transaction(transaction) + ".", now)
                        .with("transaction", Ids.transaction(transaction)));
            case State.Refused(Problem why, Instant _) ->
                Answer.refused(settled("The ledger refused it: " + why.message(), now));
            case State.Scheduled _ -> throw new IllegalStateException(now.id() + " is still scheduled after a cancel");
        };
    }

    private static Problem settled(String message, Scheduled now) {
        return Problem.of(ErrorCode.SCHEDULE_SETTLED, message, "id")
                .with("status", Status.of(now.state()).text());
    }
}
