package io.bursar.payments.tell;

import io.bursar.api.JsonOut;
import io.bursar.gateways.Decline;
import io.bursar.gateways.NextAction;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.IntentState;
import io.bursar.payments.decide.IntentTerms;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import io.bursar.payments.decide.Shipping;
import io.bursar.payments.tell.Reply.Sight;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A payment in the shape of Stripe's PaymentIntent, with {@code destination} and {@code gateway} of ours. */
public final class IntentJson {

    private IntentJson() {}

    /** As much of it as is told to whom. */
    public static void write(JsonOut out, Payment payment, Sight sight) {
        switch (sight) {
            case OWNER -> write(out, payment);
            case PAYER -> writeToPayer(out, payment);
        }
    }

    /** What Stripe tells whoever has a publishable key and the payment's secret. */
    private static void writeToPayer(JsonOut out, Payment payment) {
        IntentTerms terms = payment.terms();
        IntentState state = payment.state();
        Payment.Ending ending = payment.ending();
        out.text("id", payment.publicId())
                .text("object", "payment_intent")
                .integer("amount", payment.amount().minor())
                .object("amount_details", details -> details.object("tip", tip -> {}))
                .text("automatic_payment_methods", null)
                .integer(
                        "canceled_at",
                        ending == null ? null : (Long) ending.at().getEpochSecond())
                .text("cancellation_reason", ending == null ? null : ending.reason())
                .text("capture_method", terms.captureMethod().text())
                .text("client_secret", payment.clientSecret())
                .text("confirmation_method", terms.confirmation().text())
                .integer("created", payment.createdAt().getEpochSecond())
                .text("currency", payment.amount().currency().code())
                .text("description", terms.description());
        error(out, payment);
        out.flag("livemode", false);
        action(
                out,
                state == IntentState.REQUIRES_ACTION
                        ? payment.current().map(Attempt::details).orElse(null)
                        : null);
        out.text("payment_method", shownMethod(payment, state))
                .texts("payment_method_types", terms.methodTypes())
                .text("processing", null)
                .text("receipt_email", terms.receiptEmail())
                .text("setup_future_usage", terms.futureUsage());
        Shipping.write(out, terms.shipping());
        out.text("source", null).text("status", state.text());
    }

    public static void write(JsonOut out, Payment payment) {
        IntentTerms terms = payment.terms();
        Optional<Attempt> current = payment.current();
        IntentState state = payment.state();
        long capturable = state == IntentState.REQUIRES_CAPTURE
                ? current.map(each -> each.tally().held()).orElse(0L)
                : 0;
        Payment.Ending ending = payment.ending();
        out.text("id", payment.publicId())
                .text("object", "payment_intent")
                .integer("amount", payment.amount().minor())
                .integer("amount_capturable", capturable)
                .object("amount_details", details -> details.object("tip", tip -> {}))
                .integer(
                        "amount_received",
                        current.map(each -> each.tally().captured()).orElse(0L).longValue())
                .text("application", null)
                .text("application_fee_amount", null)
                .text("automatic_payment_methods", null)
                .integer(
                        "canceled_at",
                        ending == null ? null : (Long) ending.at().getEpochSecond())
                .text("cancellation_reason", ending == null ? null : ending.reason())
                .text("capture_method", terms.captureMethod().text())
                .text("client_secret", payment.clientSecret())
                .text("confirmation_method", terms.confirmation().text())
                .integer("created", payment.createdAt().getEpochSecond())
                .text("currency", payment.amount().currency().code())
                .text("customer", terms.customer())
                .text("description", terms.description())
                .list(
                        "destination",
                        terms.destination(),
                        (each, share) -> each.text("account", share.account()).integer("weight", share.weight()))
                .text("gateway", current.map(Attempt::gateway).orElse(null));
        error(out, payment);
        out.text(
                        "latest_charge",
                        current.or(() -> payment.attempts().reversed().stream().findFirst())
                                .map(each -> PublicNames.charge(each.id()))
                                .orElse(null))
                .flag("livemode", false)
                .texts("metadata", terms.metadata());
        action(
                out,
                state == IntentState.REQUIRES_ACTION
                        ? current.map(Attempt::details).orElse(null)
                        : null);
        rest(out, payment, state);
    }

    private static void rest(JsonOut out, Payment payment, IntentState state) {
        IntentTerms terms = payment.terms();
        out.text("on_behalf_of", null)
                .text("payment_method", shownMethod(payment, state))
                .object("payment_method_options", options -> options(options, terms))
                .texts("payment_method_types", terms.methodTypes());
        processing(out, payment);
        out.text("receipt_email", terms.receiptEmail())
                .text("review", null)
                .text("setup_future_usage", terms.futureUsage());
        Shipping.write(out, terms.shipping());
        out.text("source", null)
                .text("statement_descriptor", terms.statementDescriptor())
                .text("statement_descriptor_suffix", terms.statementSuffix())
                .text("status", state.text())
                .text("transfer_data", null)
                .text("transfer_group", null);
    }

    /** When a debit is made of which the payer is told first. */
    private static void processing(JsonOut out, Payment payment) {
        Instant debitAt = payment.state() == IntentState.PROCESSING
                ? payment.current()
                        .map(each -> each.authorisation().notes().notBefore())
                        .orElse(null)
                : null;
        if (debitAt == null) {
            out.text("processing", null);
            return;
        }
        out.object(
                "processing",
                processing -> processing
                        .text("type", "upi")
                        .object(
                                "upi",
                                upi -> upi.object(
                                        "customer_notification",
                                        notice -> notice.flag("approval_requested", false)
                                                .integer("completes_at", debitAt.getEpochSecond()))));
    }

    private static @Nullable String shownMethod(Payment payment, IntentState state) {
        return state == IntentState.REQUIRES_PAYMENT_METHOD
                ? null
                : payment.terms().method();
    }

    private static void options(JsonOut out, IntentTerms terms) {
        if (terms.methodTypes().contains("card")) {
            out.object(
                    "card",
                    card -> card.text("installments", null)
                            .text("mandate_options", null)
                            .text("network", null)
                            .text("request_three_d_secure", terms.options().threeDSecure()));
        }
    }

    private static void error(JsonOut out, Payment payment) {
        Decline decline = payment.lastDecline().orElse(null);
        if (decline == null) {
            out.text("last_payment_error", null);
            return;
        }
        out.object("last_payment_error", error -> {
            payment.current().ifPresent(each -> error.text("charge", PublicNames.charge(each.id())));
            error.text("code", decline.code());
            if (decline.declineCode() != null) {
                error.text("decline_code", decline.declineCode());
            }
            error.text("message", decline.message()).text("type", "card_error");
        });
    }

    private static void action(JsonOut out, Attempt.@Nullable Details details) {
        NextAction action = details == null ? null : details.action();
        if (details == null || action == null) {
            out.text("next_action", null);
            return;
        }
        switch (action) {
            case NextAction.Redirect(String url) ->
                out.object(
                        "next_action",
                        next -> next.object(
                                        "redirect_to_url",
                                        to -> to.text("return_url", details.returnUrl())
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
