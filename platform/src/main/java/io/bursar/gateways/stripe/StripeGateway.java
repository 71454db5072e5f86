package io.bursar.gateways.stripe;

import io.bursar.gateways.Answer;
import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Capabilities;
import io.bursar.gateways.Capabilities.Ability;
import io.bursar.gateways.DisputeDesk;
import io.bursar.gateways.Gateway;
import io.bursar.gateways.GatewaySettings.Account;
import io.bursar.gateways.GatewaySettings.Patience;
import io.bursar.gateways.Inquiry;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.Order;
import io.bursar.gateways.Order.Presence;
import io.bursar.gateways.Order.Rest;
import io.bursar.gateways.Order.Taking;
import io.bursar.gateways.Postbox;
import io.bursar.gateways.Ticket;
import io.bursar.gateways.Vault;
import io.bursar.gateways.stripe.StripeApi.Reply;
import io.bursar.gateways.wire.Json;
import io.bursar.money.Money;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stripe. */
final class StripeGateway implements Gateway {
    /** The provider. */
    static final String NAME = "stripe";

    private static final String INTENTS = "/v1/payment_intents";
    private static final Set<String> CANCELLATIONS =
            Set.of("abandoned", "duplicate", "fraudulent", "requested_by_customer");
    private static final Set<String> REFUND_REASONS = Set.of("duplicate", "fraudulent", "requested_by_customer");

    /** Performing again under the same ticket is answered at once; a search lags by up to a minute. */
    private static final List<Duration> INQUIRY_TIMES = List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2));

    private static final Capabilities CAPABILITIES = new Capabilities(
            Set.of(MethodType.CARD),
            Amounts.currencies(),
            EnumSet.allOf(Ability.class),
            INQUIRY_TIMES,
            Duration.ZERO,
            Duration.ZERO);

    private final String name;
    private final StripeApi api;
    private final Lookup lookup;
    private final StripeVault vault;
    private final StripeDesk desk;
    private final StripePostbox postbox;

    StripeGateway(String name, Account account, Patience patience) {
        this.name = name;
        api = new StripeApi(account, patience);
        lookup = new Lookup(api);
        vault = new StripeVault(api);
        desk = new StripeDesk(api);
        postbox = new StripePostbox(account.webhookSecrets());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Vault vault() {
        return vault;
    }

    @Override
    public DisputeDesk disputes() {
        return desk;
    }

    @Override
    public Postbox postbox() {
        return postbox;
    }

    @Override
    public Answer look(Inquiry inquiry) {
        return lookup.look(inquiry);
    }

    @Override
    public Answer perform(Order order) {
        return switch (order) {
            case Order.Authorise authorise -> authorise(authorise);
            case Order.Announce _ -> new Answer.NotSent(Reason.NOT_ABLE);
            case Order.Capture capture -> capture(capture);
            case Order.Increment increment ->
                withAmount(
                        increment.total(),
                        amount -> change(increment.ticket(), "increment_authorization", whole("amount", amount)));
            case Order.Release release ->
                change(
                        release.ticket(),
                        "cancel",
                        new Form()
                                .put("cancellation_reason", known(release.reason(), CANCELLATIONS))
                                .expand(PaymentReader.CHARGE));
            case Order.Refund refund -> refund(refund);
        };
    }

    /** Something that needs the amount as Stripe counts it. */
    @FunctionalInterface
    private interface WithAmount {
        Answer apply(long amount);
    }

    private static Answer withAmount(Money amount, WithAmount work) {
        OptionalLong theirs = Amounts.toStripe(amount);
        return theirs.isEmpty() ? new Answer.NotSent(Reason.NOT_ABLE) : work.apply(theirs.getAsLong());
    }

    private static Form whole(String name, long amount) {
        return new Form().put(name, amount).expand(PaymentReader.CHARGE, PaymentReader.FEE);
    }

    private static @Nullable String known(@Nullable String reason, Set<String> reasons) {
        return reason != null && reasons.contains(reason) ? reason : null;
    }

    private Answer authorise(Order.Authorise order) {
        if (!(order.instrument() instanceof Instrument.Token(MethodType type, String token))
                || type != MethodType.CARD) {
            return new Answer.NotSent(Reason.NOT_ABLE);
        }
        return withAmount(order.amount(), amount -> {
            Form form = whole("amount", amount)
                    .put("currency", order.amount().currency().code())
                    .put("confirm", "true")
                    .put("payment_method", token)
                    .put("payment_method_types[0]", "card")
                    .put("customer", order.customer())
                    .put("return_url", order.returnUrl());
            taking(form, order.taking());
            presence(form, order.presence());
            Order.Wording wording = order.wording();
            form.put("description", wording.description())
                    .put("statement_descriptor_suffix", wording.statementSuffix())
                    .labels(wording.labels());
            Ticket ticket = order.ticket();
            form.put("metadata[" + PaymentReader.ATTEMPT + "]", ticket.attempt())
                    .put("metadata[" + PaymentReader.OPERATION + "]", ticket.operation());
            return Replies.answer(api.post(INTENTS, form, ticket.operation()), PaymentReader::read);
        });
    }

    private static void taking(Form form, Taking taking) {
        form.put("capture_method", taking == Taking.AT_ONCE ? "automatic" : "manual");
        if (taking != Taking.AT_ONCE) {
            form.put("payment_method_options[card][request_incremental_authorization]", "if_available");
        }
        if (taking == Taking.LATER_IN_PARTS) {
            form.put("payment_method_options[card][request_multicapture]", "if_available");
        }
    }

    private static void presence(Form form, Presence presence) {
        switch (presence) {
            case PRESENT -> {
                // Nothing is to be kept.
            }
            case PRESENT_KEEP -> form.put("setup_future_usage", "on_session");
            case PRESENT_KEEP_OFF_SESSION -> form.put("setup_future_usage", "off_session");
            case ABSENT -> form.put("off_session", "true");
        }
    }

    private Answer capture(Order.Capture order) {
        return withAmount(order.amount(), amount -> {
            Form form =
                    whole("amount_to_capture", amount).put("final_capture", order.rest() == Rest.KEPT ? "false" : null);
            return change(order.ticket(), "capture", form);
        });
    }

    private Answer change(Ticket ticket, String verb, Form form) {
        String path = INTENTS + "/" + Form.segment(ticket.requirePayment()) + "/" + verb;
        return found(Replies.answer(api.post(path, form, ticket.operation()), PaymentReader::read));
    }

    private Answer refund(Order.Refund order) {
        return withAmount(order.amount(), amount -> {
            Ticket ticket = order.ticket();
            Form form = new Form()
                    .put("payment_intent", ticket.requirePayment())
                    .put("amount", amount)
                    .put("reason", known(order.reason(), REFUND_REASONS))
                    .put("metadata[" + PaymentReader.ATTEMPT + "]", ticket.attempt())
                    .put("metadata[" + PaymentReader.OPERATION + "]", ticket.operation())
                    .expand(
                            "payment_intent",
                            "payment_intent." + PaymentReader.FEE,
                            "payment_intent." + PaymentReader.REFUNDS);
            Reply reply = api.post("/v1/refunds", form, ticket.operation());
            return found(Replies.answer(reply, body -> PaymentReader.read(refunded(body))));
        });
    }

    private static Json refunded(Json refund) {
        Json intent = refund.in("payment_intent");
        if (!intent.isThere()) {
            throw new Json.Lacking("payment_intent");
        }
        return intent;
    }

    /** A payment that we name and Stripe does not know is for people to look at: none can have been made by this. */
    private static Answer found(Answer answer) {
        return answer instanceof Answer.Missing
                ? new Answer.Refused("resource_missing", "Stripe knows no such payment.")
                : answer;
    }

    @Override
    public void close() {
        api.close();
    }
}
