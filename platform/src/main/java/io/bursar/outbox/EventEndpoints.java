package io.bursar.outbox;

import io.bursar.api.Answer;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.JsonOut;
import io.bursar.api.ObjectIds;
import io.bursar.api.ObjectPage;
import io.bursar.api.Problem;
import io.bursar.api.Requires;
import io.bursar.money.PublicId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Looking at what happened. */
@Controller
final class EventEndpoints {
    private static final String URL = "/v1/events";
    private static final String PREFIX = "evt";
    private static final String TYPE = "type";

    private final EventStore store;

    EventEndpoints(EventStore store) {
        this.store = store;
    }

    @GetMapping(URL + "/{id}")
    @Requires(Right.EVENTS_READ)
    Answer get(Call call) {
        call.readNothing();
        String id = call.path("id");
        int book = call.caller().book();
        OutboxEvent found = ObjectIds.find(PREFIX, id, book)
                .flatMap(uuid -> store.find(book, uuid))
                .orElseThrow(() -> Problem.missing("event", id, "id").asException());
        return Answer.ok(out -> write(out, found));
    }

    @GetMapping(URL)
    @Requires(Right.EVENTS_READ)
    Answer list(Call call) {
        int book = call.caller().book();
        Query query = call.readQuery(fields -> Query.read(fields, book));
        return query.page().answer(URL, store.list(book, query.type(), query.page()), EventEndpoints::write);
    }

    private record Query(@Nullable String type, ObjectPage page) {
        static Query read(Fields fields, int book) {
            String type = fields.text(TYPE);
            if (type != null && !type.matches("[a-z_0-9]+(\\.[a-z_0-9]+)+")) {
                throw fields.problem(
                        ErrorCode.PARAMETER_INVALID,
                        TYPE,
                        "type is one whole type, such as payment_intent.succeeded; groups (*) are not taken.");
            }
            return new Query(type, ObjectPage.read(fields, PREFIX, book));
        }
    }

    private static void write(JsonOut out, OutboxEvent event) {
        String previous = event.previous();
        OutboxEvent.Cause cause = event.cause();
        out.text("id", PublicId.of(PREFIX, event.id()))
                .text("object", "event")
                .text("api_version", event.apiVersion())
                .integer("created", ObjectIds.time(event.id()).getEpochSecond())
                .object("data", data -> {
                    data.rendered("object", event.body());
                    if (previous != null) {
                        data.rendered("previous_attributes", previous);
                    }
                })
                .flag("livemode", false)
                .integer("pending_webhooks", 0)
                .object(
                        "request",
                        request -> request.text("id", cause.request()).text("idempotency_key", cause.idempotencyKey()))
                .text("type", event.type());
    }
}
