package io.bursar.sandbox.stripe;

import io.bursar.sandbox.faults.Effect;
import io.bursar.sandbox.faults.FaultKind;
import io.bursar.sandbox.world.Book;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a method to money reserved or taken: authentication, the bank's answer, the charge. */
final class Confirmation {
    private static final List<String> CONFIRMABLE =
            List.of(PaymentIntent.NEEDS_METHOD, PaymentIntent.NEEDS_CONFIRMATION, PaymentIntent.NEEDS_ACTION);
    private static final long HOLD_SECONDS = 7 * 86_400;
    /** Since then a caller who leaves the types to Stripe must say where payers come back to. */
    private static final String RETURN_URL_SINCE = "2023-08-16";

    private final State state;
    private final PaymentMethods methods;
    private final Captures captures;

    /** What the issuer's page can say. */
    enum Verdict {
        AUTHENTICATED,
        REJECTED,
        UNAVAILABLE
    }

    Confirmation(State state, PaymentMethods methods, Captures captures) {
        this.state = state;
        this.methods = methods;
        this.captures = captures;
    }

    void refuseUnless(PaymentIntent intent) {
        if (!CONFIRMABLE.contains(intent.status)) {
            throw StripeProblem.state(
                            "payment_intent_unexpected_state",
                            "You cannot confirm this PaymentIntent because it has already succeeded after being"
                                    + " previously confirmed, or because its status is " + intent.status + ".")
                    .with("payment_intent", intent);
        }
    }

    void confirm(PaymentIntent intent, Params params) {
        PaymentMethod method = intent.method;
        if (method == null) {
            throw StripeProblem.state(
                            "payment_intent_unexpected_state",
                            "You cannot confirm this PaymentIntent because it's missing a payment method. You can"
                                    + " either update the PaymentIntent with a payment method and then confirm it"
                                    + " again, or confirm it again directly with a payment method or"
                                    + " ConfirmationToken.")
                    .with("payment_intent", intent);
        }
        intent.returnUrl = params.has("return_url") ? params.text("return_url") : intent.returnUrl;
        refuseWithoutReturn(intent);
        intent.isOffSession = params.has("off_session")
                && !params.text("off_session", "false").equals("false");
        Mandate mandate = methods.mandate(method, params);
        intent.mandate = mandate == null ? named(params) : mandate;
        intent.lastError = null;
        String result = authentication(intent, method, params);
        if (result == null) {
            challenge(intent, method, params.isTrue("error_on_requires_action"));
        } else {
            StripeProblem problem = authorise(intent, method, result.equals("none") ? null : result, "frictionless");
            if (problem != null) {
                throw problem;
            }
        }
    }

    private @Nullable Mandate named(Params params) {
        String mandate = params.text("mandate");
        return mandate == null ? null : state.mandates.refer(mandate, "mandate");
    }

    private void refuseWithoutReturn(PaymentIntent intent) {
        String version = state.version();
        boolean isAsked = "always".equals(intent.automaticRedirects)
                && !version.isEmpty()
                && version.compareTo(RETURN_URL_SINCE) >= 0;
        if (isAsked && intent.returnUrl == null) {
            throw StripeProblem.invalid(
                    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some"
                            + " of these payment methods might redirect your customer off of your page, you must"
                            + " provide a `return_url`. If you don't want to accept redirect-based payment methods, set"
                            + " `automatic_payment_methods[enabled]` to `true` and"
                            + " `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and"
                            + " Payment Intents.",
                    null);
        }
    }

    /** How authentication went without the payer: {@code none} when it was not done, null to ask the payer. */
    private @Nullable String authentication(PaymentIntent intent, PaymentMethod method, Params params) {
        Params outside = params.in("payment_method_options").in("card").in("three_d_secure");
        if (outside.text("cryptogram") != null) {
            return outside.text("ares_trans_status", "Y").equals("A") ? "attempt_acknowledged" : "authenticated";
        }
        boolean isSetUp = method.isSetUp && intent.isOffSession;
        return switch (method.card.does()) {
            case THREE_DS_ALWAYS -> null;
            case THREE_DS_UNLESS_SET_UP -> isSetUp ? "none" : null;
            case THREE_DS_LOOKUP_FAILS -> "processing_error";
            default -> intent.threeDs.equals("automatic") ? "none" : "authenticated";
        };
    }

    private void challenge(PaymentIntent intent, PaymentMethod method, boolean isRefused) {
        if (intent.isOffSession || isRefused) {
            TestCard.Decline decline = TestCard.decline("authentication_required");
            throw decline(intent, method, decline, null);
        }
        intent.status = PaymentIntent.NEEDS_ACTION;
        intent.challengeUrl = state.address + "/_sandbox/3ds/" + intent.id() + "/" + secretPart(intent.clientSecret);
        state.events().tell("payment_intent.requires_action", intent);
    }

    static String secretPart(String clientSecret) {
        return clientSecret.substring(clientSecret.indexOf("_secret_") + 8);
    }

    /** The issuer's page was answered. */
    void authenticated(PaymentIntent intent, Verdict verdict) {
        PaymentMethod method = intent.method;
        if (!intent.status.equals(PaymentIntent.NEEDS_ACTION) || method == null) {
            return;
        }
        intent.challengeUrl = null;
        if (verdict == Verdict.REJECTED) {
            StripeProblem problem = StripeProblem.state(
                            "payment_intent_authentication_failure",
                            "The provided PaymentMethod has failed authentication. You can provide payment_method_data"
                                    + " or a new PaymentMethod to attempt to fulfill this PaymentIntent again.")
                    .with("payment_method", method);
            fail(intent, problem);
            return;
        }
        boolean isAvailable = verdict == Verdict.AUTHENTICATED;
        String result = isAvailable ? "authenticated" : "processing_error";
        authorise(intent, method, result, "challenge");
    }

    /** Asks the bank. Null when it agrees, otherwise what to tell the caller. */
    private @Nullable StripeProblem authorise(
            PaymentIntent intent, PaymentMethod method, @Nullable String threeDs, String flow) {
        Effect effect = state.effect();
        TestCard.Decline decline = method.card.decline();
        if (effect.is(FaultKind.DECLINE)) {
            decline = TestCard.decline(effect.code().isEmpty() ? "generic_decline" : effect.code());
        } else if ("processing_error".equals(threeDs)) {
            decline = TestCard.decline("generic_decline");
        }
        Charge charge = charge(intent, method, threeDs, flow);
        if (decline != null) {
            return decline(intent, method, decline, charge);
        }
        method.isUsed = true;
        if (effect.is(FaultKind.LATE_SUCCESS) || effect.is(FaultKind.LATE_FAILURE)) {
            charge.status = "pending";
            intent.status = PaymentIntent.PROCESSING;
            state.events().tell("charge.pending", charge);
            state.events().tell("payment_intent.processing", intent);
            boolean succeeds = effect.is(FaultKind.LATE_SUCCESS);
            state.world.after(effect.delayMs(), () -> later(charge, succeeds));
            return null;
        }
        succeed(charge);
        return null;
    }

    private void later(Charge charge, boolean succeeds) {
        if (!charge.intent.status.equals(PaymentIntent.PROCESSING)) {
            return;
        }
        if (succeeds) {
            charge.status = "succeeded";
            succeed(charge);
        } else {
            decline(charge.intent, charge.method, TestCard.decline("generic_decline"), charge);
        }
    }

    private Charge charge(PaymentIntent intent, PaymentMethod method, @Nullable String threeDs, String flow) {
        Charge charge = new Charge(state.id("ch_3"), state.now(), intent, method);
        charge.threeDsResult = threeDs;
        charge.threeDsFlow = flow;
        state.charges.add(charge);
        intent.charge = charge;
        return charge;
    }

    private void succeed(Charge charge) {
        PaymentIntent intent = charge.intent;
        charge.authorizationCode = state.world.ids().digits(6);
        state.book().add(intent.payment(), Book.Kind.AUTHORISED, charge.amount);
        state.book().count(intent.payment());
        keep(intent, charge.method);
        if (intent.captureMethod.equals("manual")) {
            charge.captureBefore = state.now() + HOLD_SECONDS;
            intent.capturable = charge.amount;
            intent.status = PaymentIntent.NEEDS_CAPTURE;
            state.events().tell("charge.succeeded", charge);
            state.events().tell("payment_intent.amount_capturable_updated", intent);
            state.world.after(HOLD_SECONDS * 1000, () -> captures.expire(intent));
        } else {
            captures.takeAll(charge);
        }
        if (charge.method.card.does() == TestCard.Does.FRAUD_WARNING) {
            FraudWarning warning = new FraudWarning(state.id("issfr_"), state.now(), charge);
            state.warnings.add(warning);
            state.events().tell("radar.early_fraud_warning.created", warning);
        }
    }

    /** Keeps the card for later, where the intent said so. */
    private void keep(PaymentIntent intent, PaymentMethod method) {
        String usage = intent.futureUsage;
        if (usage == null) {
            return;
        }
        Customer customer = intent.customer;
        if (customer != null && method.customer == null) {
            method.customer = customer;
            state.events().tell("payment_method.attached", method);
        }
        method.isSetUp |= usage.equals("off_session");
    }

    /** The bank says no. Returns what to tell the caller. */
    private StripeProblem decline(
            PaymentIntent intent, PaymentMethod method, TestCard.Decline decline, @Nullable Charge of) {
        Charge charge = of == null ? charge(intent, method, null, "challenge") : of;
        charge.status = "failed";
        charge.decline = decline;
        StripeProblem inner = problem(decline, charge).with("payment_method", method);
        state.events().tell("charge.failed", charge);
        fail(intent, inner);
        return problem(decline, charge).with("payment_intent", intent).with("payment_method", method);
    }

    private static StripeProblem problem(TestCard.Decline decline, Charge charge) {
        return StripeProblem.card(decline.code(), decline.declineCode(), decline.message())
                .with("advice_code", charge.method.card.does() == TestCard.Does.BLOCKED ? null : "try_again_later")
                .with("network_decline_code", "01")
                .with("charge", charge.id());
    }

    private void fail(PaymentIntent intent, StripeProblem problem) {
        intent.lastError = problem;
        intent.method = null;
        intent.challengeUrl = null;
        intent.status = PaymentIntent.NEEDS_METHOD;
        state.events().tell("payment_intent.payment_failed", intent);
    }
}
