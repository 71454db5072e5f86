package io.bursar.setups;

import io.bursar.api.JsonOut;
import io.bursar.gateways.Decline;
import io.bursar.gateways.NextAction;
import io.bursar.money.PublicId;
import io.bursar.setups.SetupTry.Failure;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A setup in the shape of Stripe's SetupIntent, with {@code gateway} of ours. */
final class SetupJson {
    private SetupJson() {}

    static void write(JsonOut out, Setup setup) {
        SetupTerms terms = setup.terms();
        Setup.Ending ending = setup.ending();
        Optional<SetupTry> shown = setup.succeeded().or(setup::latest);
        out.text("id", setup.publicId())
                .text("object", "setup_intent")
                .text("application", null)
                .text("automatic_payment_methods", null)
                .text("cancellation_reason", ending == null ? null : ending.reason())
                .text("client_secret", setup.clientSecret())
                .integer("created", setup.createdAt().getEpochSecond())
                .text("customer", terms.customer())
                .text("description", terms.description())
                .text("flow_directions", null)
                .text("gateway", shown.map(SetupTry::gateway).orElse(null));
        error(out, setup);
        out.text("latest_attempt", shown.map(SetupTry::publicId).orElse(null))
                .flag("livemode", false)
                .text("mandate", setup.mandate() == null ? null : PublicId.of(Mandate.PREFIX, setup.mandate()))
                .texts("metadata", terms.metadata());
        action(out, setup.state() == SetupState.REQUIRES_ACTION ? setup.latest().orElse(null) : null);
        out.text("on_behalf_of", null)
                .text("payment_method", terms.method())
                .object("payment_method_options", options -> options(options, terms))
                .texts("payment_method_types", terms.methodTypes())
                .text("single_use_mandate", null)
                .text("status", setup.state().text())
                .text("usage", terms.usage());
    }

    private static void options(JsonOut out, SetupTerms terms) {
        Limits limits = terms.limits();
        if (limits != null) {
            out.object("upi", upi -> upi.object("mandate_options", options -> Mandate.write(options, limits)));
        }
    }

    private static void error(JsonOut out, Setup setup) {
        Failure failure = setup.state() == SetupState.SUCCEEDED
                ? null
                : setup.latest().map(SetupTry::failure).orElse(null);
        if (failure == null) {
            out.text("last_setup_error", null);
            return;
        }
        out.object("last_setup_error", error -> {
            Decline decline = failure.decline();
            error.text("code", decline.code());
            if (decline.declineCode() != null) {
                error.text("decline_code", decline.declineCode());
            }
            error.text("message", decline.message())
                    .text("type", failure.kind() == Failure.Kind.DECLINED ? "card_error" : "api_error");
        });
    }

    /** Of a payment that waits they say the same, in the same words. */
    private static void action(JsonOut out, @Nullable SetupTry attempt) {
        NextAction action = attempt == null ? null : attempt.action();
        if (attempt == null || action == null) {
            out.text("next_action", null);
            return;
        }
        switch (action) {
            case NextAction.Redirect(String url) ->
                out.object(
                        "next_action",
                        next -> next.object(
                                        "redirect_to_url",
                                        to -> to.text(
                                                        "return_url",
                                                        attempt.asked().returnUrl())
                                                .text("url", url))
                                .text("type", "redirect_to_url"));
            case NextAction.Script(String data) ->
                out.object(
                        "next_action",
                        next -> next.rendered("use_stripe_sdk", data).text("type", "use_stripe_sdk"));
            case NextAction.Upi(String link, Instant until) ->
                out.object(
                        "next_action",
                        next -> next.text("type", "upi_intent")
                                .object(
                                        "upi_intent",
                                        upi -> upi.text("uri", link)
                                                .integer(
                                                        "expires_at",
                                                        until == null ? null : (Long) until.getEpochSecond())));
        }
    }
}
