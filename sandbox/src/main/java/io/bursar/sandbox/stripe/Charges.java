package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/charges}: made by intents; read and described here. */
final class Charges {
    private static final Set<String> UPDATE =
            Set.of("description", "metadata", "receipt_email", "shipping", "transfer_group", "fraud_details");

    private final State state;

    Charges(State state) {
        this.state = state;
    }

    HttpAnswer answer(Request request) {
        return switch (request.route()) {
            case "GET" -> list(request);
            case "GET search" -> Search.charges(state, request);
            case "GET id" -> Replies.one(state.charges.get(request.id(), "id"), request);
            case "POST id" -> update(request);
            default -> throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
        };
    }

    private HttpAnswer list(Request request) {
        Params params = Replies.listParams(request, Set.of("customer", "payment_intent", "transfer_group"));
        @Nullable String customer = params.text("customer");
        @Nullable String intent = params.text("payment_intent");
        return Listing.page(
                state.charges,
                request,
                charge -> (intent == null || intent.equals(charge.intent.id()))
                        && (customer == null
                                || (charge.intent.customer != null && customer.equals(charge.intent.customer.id()))));
    }

    private HttpAnswer update(Request request) {
        Params params = request.params().allow(UPDATE);
        Charge charge = state.charges.get(request.id(), "id");
        charge.metadata = params.metadata(charge.metadata);
        charge.receiptEmail = params.has("receipt_email") ? params.text("receipt_email") : charge.receiptEmail;
        state.events().tell("charge.updated", charge, json -> {});
        return Replies.one(charge, request);
    }
}
