package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/payment_methods}. Cards only. */
final class PaymentMethods {
    private static final Set<String> CREATE =
            Set.of("type", "card", "billing_details", "metadata", "allow_redisplay", "radar_options");
    private static final Set<String> UPDATE = Set.of("card", "billing_details", "metadata", "allow_redisplay");

    private final State state;

    PaymentMethods(State state) {
        this.state = state;
    }

    HttpAnswer answer(Request request) {
        return switch (request.route()) {
            case "POST" -> Replies.one(create(request.params().allow(CREATE)), request);
            case "GET" -> list(request, null);
            case "GET id" -> Replies.one(refer404(request.id()), request);
            case "POST id" -> update(request);
            case "POST id/attach" -> attach(request);
            case "POST id/detach" -> detach(request);
            default -> throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
        };
    }

    HttpAnswer list(Request request, @Nullable Customer of) {
        Params params = Replies.listParams(request, Set.of("customer", "type", "allow_redisplay"));
        String named = params.text("customer");
        Customer customer = of != null || named == null ? of : state.customers.refer(named, "customer");
        String type = params.text("type", "card");
        return Listing.page(
                state.methods,
                request,
                method -> customer != null && method.customer == customer && type.equals("card"));
    }

    /** From {@code payment_method_data} or the parameters of a create. */
    PaymentMethod create(Params params) {
        String type = params.require("type");
        if (!type.equals("card")) {
            throw StripeProblem.invalid(
                    "The payment method type \"" + type + "\" is invalid: this sandbox plays cards only.", "type");
        }
        Params card = params.in("card").allow(Set.of("token", "exp_month", "exp_year", "networks"));
        String token = card.text("token");
        if (token == null) {
            throw StripeProblem.missing("card");
        }
        TestCard known = TestCard.ofToken(token);
        if (known == null) {
            throw StripeProblem.noSuch(400, "token", token, "card[token]");
        }
        PaymentMethod method = make(known);
        method.expiryMonth = card.integer("exp_month", method.expiryMonth);
        method.expiryYear = card.integer("exp_year", method.expiryYear);
        take(method, params);
        return method;
    }

    private PaymentMethod make(TestCard card) {
        String fingerprint =
                Long.toString(io.bursar.sandbox.world.Ids.mix(card.number().hashCode()) >>> 1, 36);
        PaymentMethod method = new PaymentMethod(state.id("pm_"), state.now(), card, fingerprint);
        method.isSetUp = card.does() == TestCard.Does.THREE_DS_ALREADY_SET_UP;
        state.methods.add(method);
        return method;
    }

    /** The method that a parameter names; a test card's token makes a new one of that card. */
    PaymentMethod refer(String id, String param) {
        TestCard card = TestCard.ofToken(id);
        return card == null ? state.methods.refer(id, param) : make(card);
    }

    private PaymentMethod refer404(String id) {
        TestCard card = TestCard.ofToken(id);
        return card == null ? state.methods.get(id, "payment_method") : make(card);
    }

    private void take(PaymentMethod method, Params params) {
        method.metadata = params.metadata(method.metadata);
        method.allowRedisplay = params.text("allow_redisplay", method.allowRedisplay);
        if (params.hasTree("billing_details")) {
            method.billing = params.tree().tree("billing_details");
        }
    }

    private HttpAnswer update(Request request) {
        Params params = request.params().allow(UPDATE);
        PaymentMethod method = state.methods.get(request.id(), "payment_method");
        if (method.customer == null) {
            throw StripeProblem.invalid(
                    "You must save this PaymentMethod to a customer before you can update it.", null);
        }
        take(method, params);
        Params card = params.in("card").allow(Set.of("exp_month", "exp_year", "networks"));
        method.expiryMonth = card.integer("exp_month", method.expiryMonth);
        method.expiryYear = card.integer("exp_year", method.expiryYear);
        state.events().tell("payment_method.updated", method, json -> {});
        return Replies.one(method, request);
    }

    private HttpAnswer attach(Request request) {
        Params params = request.params().allow(Set.of("customer"));
        Customer customer = state.customers.refer(params.require("customer"), "customer");
        PaymentMethod method = refer404(request.id());
        if (customer.isDeleted) {
            throw StripeProblem.noSuch(400, "customer", customer.id(), "customer");
        }
        attach(method, customer);
        return Replies.one(method, request);
    }

    void attach(PaymentMethod method, Customer customer) {
        if (method.customer == customer) {
            return;
        }
        if (method.customer != null) {
            throw StripeProblem.invalid(
                    "The payment method you provided has already been attached to a customer.", null);
        }
        refuseWorn(method);
        TestCard.Decline decline = method.card.decline();
        if (decline != null && method.card.isDeclinedAtAttach()) {
            throw StripeProblem.card(decline.code(), decline.declineCode(), decline.message())
                    .with("param", "");
        }
        method.customer = customer;
        state.events().tell("payment_method.attached", method);
    }

    static void refuseWorn(PaymentMethod method) {
        if (method.isDetached || (method.isUsed && method.customer == null)) {
            throw StripeProblem.invalid(
                    "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment,"
                            + " shared with a connected account without Customer attachment, or was detached from a"
                            + " Customer. It may not be used again. To use a PaymentMethod multiple times, you must"
                            + " attach it to a Customer first.",
                    null);
        }
    }

    private HttpAnswer detach(Request request) {
        request.params().allow(Set.of());
        PaymentMethod method = state.methods.get(request.id(), "payment_method");
        if (method.customer == null) {
            throw StripeProblem.invalid(
                    "The payment method you provided is not attached to a customer so detachment is impossible.", null);
        }
        detach(method);
        return Replies.one(method, request);
    }

    void detach(PaymentMethod method) {
        Customer customer = method.customer;
        method.customer = null;
        method.isDetached = true;
        if (customer != null && customer.usualMethod == method) {
            customer.usualMethod = null;
        }
        String before = customer == null ? null : customer.id();
        state.events().tell("payment_method.detached", method, json -> json.put("customer", before));
    }

    /** Consent that comes with a confirmation; null when none does. */
    @Nullable
    Mandate mandate(PaymentMethod method, Params params) {
        if (!params.hasTree("mandate_data")) {
            return null;
        }
        Params accepted = params.in("mandate_data")
                .allow(Set.of("customer_acceptance"))
                .in("customer_acceptance")
                .allow(Set.of("type", "accepted_at", "online", "offline"));
        String kind = accepted.oneOf("type", "offline", java.util.List.of("online", "offline"));
        Params online = accepted.in("online");
        Mandate mandate = new Mandate(
                state.id("mandate_"),
                state.now(),
                method,
                kind,
                accepted.integer("accepted_at", state.now()),
                new Mandate.Online(online.text("ip_address", ""), online.text("user_agent", "")));
        state.mandates.add(mandate);
        return mandate;
    }
}
