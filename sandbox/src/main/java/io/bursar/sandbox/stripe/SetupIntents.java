package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/setup_intents}. */
final class SetupIntents {
    private static final Set<String> UPDATE = Set.of(
            "customer",
            "description",
            "metadata",
            "payment_method",
            "payment_method_data",
            "payment_method_options",
            "payment_method_types",
            "allowed_payment_method_types");
    private static final Set<String> CONFIRM = Set.of(
            "mandate_data",
            "payment_method",
            "payment_method_data",
            "payment_method_options",
            "return_url",
            "use_stripe_sdk");
    private static final Set<String> CREATE = Set.of(
            "automatic_payment_methods",
            "confirm",
            "customer",
            "description",
            "mandate_data",
            "metadata",
            "payment_method",
            "payment_method_data",
            "payment_method_options",
            "payment_method_types",
            "allowed_payment_method_types",
            "return_url",
            "usage",
            "use_stripe_sdk",
            "attach_to_self");
    private static final List<String> OPEN =
            List.of(PaymentIntent.NEEDS_METHOD, PaymentIntent.NEEDS_CONFIRMATION, PaymentIntent.NEEDS_ACTION);

    private final State state;
    private final PaymentMethods methods;

    SetupIntents(State state, PaymentMethods methods) {
        this.state = state;
        this.methods = methods;
    }

    HttpAnswer answer(Request request) {
        Params params = request.params();
        return switch (request.route()) {
            case "POST" -> Replies.one(create(params.allow(CREATE)), request);
            case "GET" -> list(request);
            case "GET id" -> Replies.one(state.setups.get(request.id(), "intent"), request);
            case "POST id" -> {
                SetupIntent setup = open(request, "update");
                take(setup, params.allow(UPDATE));
                yield Replies.one(setup, request);
            }
            case "POST id/confirm" -> {
                SetupIntent setup = open(request, "confirm");
                take(setup, params.allow(CONFIRM));
                confirm(setup, params);
                yield Replies.one(setup, request);
            }
            case "POST id/cancel" -> {
                SetupIntent setup = open(request, "cancel");
                String reason = params.allow(Set.of("cancellation_reason"))
                        .oneOf("cancellation_reason", "", List.of("abandoned", "duplicate", "requested_by_customer"));
                setup.cancellationReason = reason.isEmpty() ? null : reason;
                setup.status = PaymentIntent.CANCELED;
                setup.challengeUrl = null;
                state.events().tell("setup_intent.canceled", setup);
                yield Replies.one(setup, request);
            }
            default -> throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
        };
    }

    private SetupIntent open(Request request, String what) {
        SetupIntent setup = state.setups.get(request.id(), "intent");
        if (!OPEN.contains(setup.status)) {
            throw StripeProblem.state(
                            "setup_intent_unexpected_state",
                            "You cannot " + what + " this SetupIntent because it has a status of " + setup.status + ".")
                    .with("setup_intent", setup);
        }
        return setup;
    }

    private HttpAnswer list(Request request) {
        Params params = Replies.listParams(request, Set.of("customer", "payment_method"));
        @Nullable String customer = params.text("customer");
        @Nullable String method = params.text("payment_method");
        return Listing.page(
                state.setups,
                request,
                setup -> (customer == null || (setup.customer != null && customer.equals(setup.customer.id())))
                        && (method == null || (setup.method != null && method.equals(setup.method.id()))));
    }

    private SetupIntent create(Params params) {
        boolean isConfirmed = params.isTrue("confirm");
        String id = state.id("seti_1");
        SetupIntent setup = new SetupIntent(id, state.now(), id + "_secret_" + state.id(""));
        setup.usage = params.oneOf("usage", "off_session", List.of("on_session", "off_session"));
        List<String> named = params.texts("payment_method_types");
        setup.allowedTypes = params.texts("allowed_payment_method_types");
        PaymentIntents.refuseOtherThanCards(named);
        PaymentIntents.refuseOtherThanCards(setup.allowedTypes);
        if (named.isEmpty() && setup.allowedTypes.isEmpty()) {
            setup.automaticRedirects = params.in("automatic_payment_methods").text("allow_redirects", "always");
        }
        take(setup, params);
        state.setups.add(setup);
        state.events().tell("setup_intent.created", setup);
        if (isConfirmed) {
            confirm(setup, params);
        }
        return setup;
    }

    private void take(SetupIntent setup, Params params) {
        String customer = params.text("customer");
        setup.customer = customer == null ? setup.customer : state.customers.refer(customer, "customer");
        setup.metadata = params.metadata(setup.metadata);
        setup.description = params.has("description") ? params.text("description") : setup.description;
        setup.returnUrl = params.has("return_url") ? params.text("return_url") : setup.returnUrl;
        setup.threeDs = params.in("payment_method_options")
                .in("card")
                .oneOf("request_three_d_secure", setup.threeDs, List.of("any", "automatic", "challenge"));
        String named = params.text("payment_method");
        if (named != null || params.hasTree("payment_method_data")) {
            PaymentMethod method = named == null
                    ? methods.create(params.in("payment_method_data"))
                    : methods.refer(named, "payment_method");
            PaymentIntents.refuseStranger(setup.customer, method);
            setup.method = method;
            setup.status = PaymentIntent.NEEDS_CONFIRMATION;
        }
    }

    private void confirm(SetupIntent setup, Params params) {
        PaymentMethod method = setup.method;
        if (method == null) {
            throw StripeProblem.state(
                            "setup_intent_unexpected_state",
                            "You cannot confirm this SetupIntent because it's missing a payment method. Update the"
                                    + " SetupIntent with a payment method and then confirm it again.")
                    .with("setup_intent", setup);
        }
        Mandate mandate = methods.mandate(method, params);
        setup.mandate = mandate == null ? setup.mandate : mandate;
        setup.lastError = null;
        if (method.card.asksFirst()) {
            setup.status = PaymentIntent.NEEDS_ACTION;
            setup.challengeUrl =
                    state.address + "/_sandbox/3ds/" + setup.id() + "/" + Confirmation.secretPart(setup.clientSecret);
            state.events().tell("setup_intent.requires_action", setup);
            return;
        }
        TestCard.Decline decline = method.card.decline();
        if (decline != null && method.card.isDeclinedAtAttach()) {
            StripeProblem inner = StripeProblem.card(decline.code(), decline.declineCode(), decline.message());
            fail(setup, inner.with("payment_method", method));
            throw StripeProblem.card(decline.code(), decline.declineCode(), decline.message())
                    .with("setup_intent", setup)
                    .with("payment_method", method);
        }
        succeed(setup, method);
    }

    /** The issuer's page was answered. */
    void authenticated(SetupIntent setup, Confirmation.Verdict verdict) {
        PaymentMethod method = setup.method;
        if (!setup.status.equals(PaymentIntent.NEEDS_ACTION) || method == null) {
            return;
        }
        setup.challengeUrl = null;
        if (verdict == Confirmation.Verdict.AUTHENTICATED) {
            succeed(setup, method);
            return;
        }
        fail(
                setup,
                StripeProblem.state(
                                "setup_intent_authentication_failure",
                                "The latest attempt to set up the payment method has failed because authentication"
                                        + " failed.")
                        .with("payment_method", method));
    }

    private void succeed(SetupIntent setup, PaymentMethod method) {
        setup.status = PaymentIntent.SUCCEEDED;
        method.isSetUp |= setup.usage.equals("off_session");
        Customer customer = setup.customer;
        if (customer != null && method.customer == null) {
            method.customer = customer;
            state.events().tell("payment_method.attached", method);
        }
        state.events().tell("setup_intent.succeeded", setup);
    }

    private void fail(SetupIntent setup, StripeProblem problem) {
        setup.lastError = problem;
        setup.method = null;
        setup.status = PaymentIntent.NEEDS_METHOD;
        state.events().tell("setup_intent.setup_failed", setup);
    }
}
