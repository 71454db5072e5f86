package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /v1/payment_intents}: making, changing and finding them. */
final class PaymentIntents {
    private static final long MOST = 99_999_999;
    private static final Set<String> SHARED = Set.of(
            "description",
            "metadata",
            "payment_method",
            "payment_method_data",
            "payment_method_options",
            "payment_method_types",
            "allowed_payment_method_types",
            "receipt_email",
            "setup_future_usage",
            "shipping",
            "capture_method");
    private static final Set<String> UPDATE = with(
            SHARED,
            "amount",
            "currency",
            "customer",
            "statement_descriptor",
            "statement_descriptor_suffix",
            "transfer_group",
            "payment_method_configuration");
    static final Set<String> CONFIRM = with(
            SHARED,
            "error_on_requires_action",
            "mandate",
            "mandate_data",
            "off_session",
            "return_url",
            "use_stripe_sdk",
            "confirmation_token",
            "radar_options");
    private static final Set<String> CREATE =
            with(union(UPDATE, CONFIRM), "automatic_payment_methods", "confirm", "confirmation_method");
    private static final List<String> CAPTURE_METHODS = List.of("automatic", "automatic_async", "manual");
    private static final List<String> CHANGEABLE =
            List.of(PaymentIntent.NEEDS_METHOD, PaymentIntent.NEEDS_CONFIRMATION, PaymentIntent.NEEDS_ACTION);
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(currency -> currency.getCurrencyCode().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    private final State state;
    private final PaymentMethods methods;
    private final Confirmation confirmation;
    private final Captures captures;

    PaymentIntents(State state, PaymentMethods methods, Confirmation confirmation, Captures captures) {
        this.state = state;
        this.methods = methods;
        this.confirmation = confirmation;
        this.captures = captures;
    }

    private static Set<String> with(Set<String> names, String... more) {
        return union(names, Set.of(more));
    }

    private static Set<String> union(Set<String> names, Set<String> more) {
        Set<String> all = new HashSet<>(names);
        all.addAll(more);
        return Set.copyOf(all);
    }

    HttpAnswer answer(Request request) {
        Params params = request.params();
        return switch (request.route()) {
            case "POST" -> Replies.one(create(params.allow(CREATE)), request);
            case "GET" -> list(request);
            case "GET search" -> Search.intents(state, request);
            case "GET id" -> retrieve(request);
            case "POST id" -> {
                PaymentIntent intent = known(request);
                update(intent, params.allow(UPDATE));
                yield Replies.one(intent, request);
            }
            case "POST id/confirm" -> {
                PaymentIntent intent = known(request);
                params.allow(CONFIRM);
                confirmation.refuseUnless(intent);
                take(intent, params);
                confirmation.confirm(intent, params);
                yield Replies.one(intent, request);
            }
            case "POST id/capture" -> {
                PaymentIntent intent = known(request);
                captures.capture(intent, params.allow(Captures.CAPTURE));
                yield Replies.one(intent, request);
            }
            case "POST id/cancel" -> {
                PaymentIntent intent = known(request);
                captures.cancel(intent, params.allow(Captures.CANCEL));
                yield Replies.one(intent, request);
            }
            case "POST id/increment_authorization" -> {
                PaymentIntent intent = known(request);
                captures.increment(intent, params.allow(Captures.INCREMENT));
                yield Replies.one(intent, request);
            }
            default -> throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
        };
    }

    private PaymentIntent known(Request request) {
        return state.intents.get(request.id(), "intent");
    }

    private HttpAnswer retrieve(Request request) {
        PaymentIntent intent = known(request);
        String secret = request.params().allow(Set.of("client_secret")).text("client_secret");
        if (secret != null && !secret.equals(intent.clientSecret)) {
            throw StripeProblem.noSuch(404, "payment_intent", intent.id(), "intent");
        }
        return Replies.one(intent, request);
    }

    private HttpAnswer list(Request request) {
        @Nullable
        String customer = Replies.listParams(request, Set.of("customer")).text("customer");
        return Listing.page(
                state.intents,
                request,
                intent -> customer == null
                        || (intent.customer != null && intent.customer.id().equals(customer)));
    }

    private PaymentIntent create(Params params) {
        long amount = params.positive("amount");
        String currency = currency(params.require("currency"));
        refuseSize(amount, currency);
        boolean isConfirmed = params.isTrue("confirm");
        for (String only : List.of("off_session", "return_url", "mandate_data", "error_on_requires_action")) {
            if (params.has(only) && !isConfirmed) {
                throw StripeProblem.invalid(
                        "The parameter `" + only + "` cannot be passed when creating a PaymentIntent unless `confirm`"
                                + " is set to true.",
                        only);
            }
        }
        String id = state.id("pi_3");
        PaymentIntent intent = new PaymentIntent(id, state.now(), id + "_secret_" + state.id(""), currency);
        intent.amount = amount;
        intent.confirmationMethod = params.oneOf("confirmation_method", "automatic", List.of("automatic", "manual"));
        types(intent, params);
        take(intent, params);
        state.intents.add(intent);
        state.book().label(intent.payment(), intent.metadata);
        state.events().tell("payment_intent.created", intent);
        if (isConfirmed) {
            confirmation.confirm(intent, params);
        }
        return intent;
    }

    static String currency(String text) {
        String currency = text.toLowerCase(Locale.ROOT);
        if (!CURRENCIES.contains(currency)) {
            throw StripeProblem.invalid(
                    "Invalid currency: " + text + ". Stripe currently supports these currencies: usd, aed, afn, all, …",
                    "currency");
        }
        return currency;
    }

    private static void refuseSize(long amount, String currency) {
        long least = currency.equals("gbp") ? 30 : 50;
        if (amount < least) {
            throw StripeProblem.invalid(
                            "Amount must be at least " + least + " in the smallest unit of " + currency + ".", "amount")
                    .with("code", "amount_too_small");
        }
        if (amount > MOST) {
            throw StripeProblem.invalid("Amount must be no more than 99999999.", "amount")
                    .with("code", "amount_too_large");
        }
    }

    /** Types that are named, or Stripe's own choice; then the payer may have to leave the page. */
    private static void types(PaymentIntent intent, Params params) {
        List<String> named = new ArrayList<>(params.texts("payment_method_types"));
        List<String> allowed = params.texts("allowed_payment_method_types");
        Params automatic = params.in("automatic_payment_methods").allow(Set.of("enabled", "allow_redirects"));
        boolean isAutomatic = automatic.isTrue("enabled")
                || (named.isEmpty() && allowed.isEmpty() && !params.hasTree("automatic_payment_methods"));
        if (isAutomatic && !named.isEmpty()) {
            throw StripeProblem.invalid(
                    "You may only specify one of these parameters: automatic_payment_methods, payment_method_types.",
                    null);
        }
        named.addAll(allowed);
        refuseOtherThanCards(named);
        if (isAutomatic) {
            intent.automaticRedirects = automatic.oneOf("allow_redirects", "always", List.of("always", "never"));
        } else if (!named.isEmpty()) {
            intent.methodTypes = List.copyOf(named);
        }
        intent.allowedTypes = allowed;
    }

    static void refuseOtherThanCards(List<String> types) {
        for (String type : types) {
            if (!type.equals("card") && !type.equals("link")) {
                throw StripeProblem.invalid(
                        "The payment method type \"" + type + "\" is invalid: this sandbox plays cards only.",
                        "payment_method_types");
            }
        }
    }

    private void update(PaymentIntent intent, Params params) {
        boolean isOpen = CHANGEABLE.contains(intent.status);
        for (String name : params.tree().names()) {
            boolean isHarmless = Set.of("description", "metadata", "receipt_email", "shipping", "expand")
                    .contains(name);
            if (!isOpen && !isHarmless) {
                throw StripeProblem.state(
                                "payment_intent_unexpected_state",
                                "This PaymentIntent's " + name + " could not be updated because it has a status of "
                                        + intent.status + ". You may only update the " + name
                                        + " of a PaymentIntent with one of the following statuses: "
                                        + String.join(", ", CHANGEABLE) + ".")
                        .with("payment_intent", intent);
            }
        }
        if (params.has("amount")) {
            long amount = params.positive("amount");
            refuseSize(amount, intent.currency);
            intent.amount = amount;
        }
        if (params.has("currency")) {
            intent.currency = currency(params.require("currency"));
        }
        take(intent, params);
        if (intent.charge == null) {
            state.book().label(intent.payment(), intent.metadata);
        }
    }

    /** Takes what create, update and confirm have in common. */
    private void take(PaymentIntent intent, Params params) {
        Map<String, String> metadata = params.metadata(intent.metadata);
        String customer = params.text("customer");
        if (customer != null) {
            Customer found = state.customers.refer(customer, "customer");
            if (found.isDeleted) {
                throw StripeProblem.noSuch(400, "customer", customer, "customer");
            }
            intent.customer = found;
        }
        intent.metadata = metadata;
        intent.captureMethod = params.oneOf("capture_method", intent.captureMethod, CAPTURE_METHODS);
        intent.description = params.has("description") ? params.text("description") : intent.description;
        intent.receiptEmail = params.has("receipt_email") ? params.text("receipt_email") : intent.receiptEmail;
        intent.shipping = params.has("shipping") ? params.tree().tree("shipping") : intent.shipping;
        intent.transferGroup = params.text("transfer_group", or(intent.transferGroup));
        intent.transferGroup = Shown.emptyAsNull(intent.transferGroup);
        intent.descriptor = descriptor(params, "statement_descriptor", intent.descriptor);
        intent.descriptorSuffix = descriptor(params, "statement_descriptor_suffix", intent.descriptorSuffix);
        if (params.has("setup_future_usage")) {
            intent.futureUsage =
                    Shown.emptyAsNull(params.oneOf("setup_future_usage", "", List.of("on_session", "off_session")));
        }
        options(intent, params.in("payment_method_options"));
        method(intent, params);
    }

    private static String or(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String descriptor(Params params, String name, @Nullable String before) {
        String text = params.has(name) ? params.text(name) : before;
        if (text != null && text.length() > 22) {
            throw StripeProblem.invalid("The statement descriptor must be at most 22 characters.", name);
        }
        return text;
    }

    private static void options(PaymentIntent intent, Params options) {
        options.allow(Set.of("card"));
        Params card = options.in("card")
                .allow(Set.of(
                        "request_three_d_secure",
                        "request_incremental_authorization",
                        "request_multicapture",
                        "request_extended_authorization",
                        "request_overcapture",
                        "three_d_secure",
                        "capture_method",
                        "setup_future_usage",
                        "network",
                        "statement_descriptor_suffix_kana",
                        "moto",
                        "require_cvc_recollection"));
        List<String> availability = List.of("if_available", "never");
        intent.threeDs = card.oneOf("request_three_d_secure", intent.threeDs, List.of("any", "automatic", "challenge"));
        intent.takesIncrements = card.oneOf(
                        "request_incremental_authorization",
                        intent.takesIncrements ? "if_available" : "never",
                        availability)
                .equals("if_available");
        intent.takesCaptures = card.oneOf(
                        "request_multicapture", intent.takesCaptures ? "if_available" : "never", availability)
                .equals("if_available");
        if (card.has("capture_method")) {
            intent.captureMethod = card.oneOf("capture_method", intent.captureMethod, List.of("manual"));
        }
    }

    private void method(PaymentIntent intent, Params params) {
        String named = params.text("payment_method");
        if (named != null && params.hasTree("payment_method_data")) {
            throw StripeProblem.invalid(
                    "You may only specify one of these parameters: payment_method, payment_method_data.",
                    "payment_method");
        }
        if (named == null && !params.hasTree("payment_method_data")) {
            return;
        }
        PaymentMethod method = named == null
                ? methods.create(params.in("payment_method_data"))
                : methods.refer(named, "payment_method");
        refuseStranger(intent.customer, method);
        PaymentMethods.refuseWorn(method);
        intent.method = method;
        intent.status = PaymentIntent.NEEDS_CONFIRMATION;
        intent.challengeUrl = null;
    }

    static void refuseStranger(@Nullable Customer customer, PaymentMethod method) {
        if (method.customer != null && method.customer != customer) {
            throw StripeProblem.invalid(
                    "The provided PaymentMethod cannot be used: it belongs to the Customer " + method.customer.id()
                            + ". Please include the Customer in the `customer` parameter.",
                    "payment_method");
        }
    }
}
