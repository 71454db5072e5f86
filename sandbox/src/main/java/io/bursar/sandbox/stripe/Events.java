package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import java.util.Set;
import java.util.function.Consumer;

/** What happened, and who is told. The newest 20,000 at least are kept; Stripe keeps thirty days. */
final class Events {
    private static final int KEPT = 20_000;
    private static final Set<String> LIST = Set.of("type", "types", "delivery_success");

    private final State state;
    private final WebhookEndpoints endpoints;
    private Shelf<Event> events = new Shelf<>("event");

    Events(State state) {
        this.state = state;
        endpoints = new WebhookEndpoints(state);
    }

    WebhookEndpoints endpoints() {
        return endpoints;
    }

    /** Something new, or something whose earlier shape nobody asks for. */
    void tell(String type, Item item) {
        tell(type, new Event.Change(item.snapshot(), null, about(item)));
    }

    /** A change; the writer puts the changed members as they were. */
    void tell(String type, Item item, Consumer<JsonWriter> previous) {
        JsonWriter json = new JsonWriter().open();
        previous.accept(json);
        tell(type, new Event.Change(item.snapshot(), json.close().toBytes(), about(item)));
    }

    private static String about(Item item) {
        return switch (item) {
            case PaymentIntent intent -> intent.id();
            case Charge charge -> charge.intent.id();
            case Refund refund -> refund.charge.intent.id();
            case Dispute dispute -> dispute.charge.intent.id();
            default -> item.id();
        };
    }

    private void tell(String type, Event.Change change) {
        Event event = new Event(state.id("evt_"), state.now(), type, change, state.cause());
        if (events.size() >= 2 * KEPT) {
            Shelf<Event> newest = new Shelf<>("event");
            for (int i = events.size() - KEPT; i < events.size(); i++) {
                newest.add(events.at(i));
            }
            events = newest;
        }
        events.add(event);
        endpoints.send(event);
    }

    HttpAnswer answer(Request request) {
        return switch (request.route()) {
            case "GET" -> list(request);
            case "GET id" -> Replies.one(events.get(request.id(), "id"), request);
            default -> throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
        };
    }

    private HttpAnswer list(Request request) {
        Params params = Replies.listParams(request, LIST);
        String type = params.text("type");
        java.util.List<String> types = params.texts("types");
        String delivered = params.text("delivery_success");
        return Listing.page(
                events,
                request,
                event -> (type == null || WebhookEndpoints.covers(type, event.type))
                        && (types.isEmpty() || types.contains(event.type))
                        && (delivered == null || delivered.equals("true") == (event.pending == 0)));
    }
}
