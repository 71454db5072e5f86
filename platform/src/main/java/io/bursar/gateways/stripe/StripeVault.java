package io.bursar.gateways.stripe;

import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.News.MandateStatus;
import io.bursar.gateways.Order.Presence;
import io.bursar.gateways.ProviderSetup;
import io.bursar.gateways.Vault;
import io.bursar.gateways.stripe.StripeApi.Reply;
import io.bursar.gateways.wire.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stripe's customers, payment methods and setup intents. */
final class StripeVault implements Vault {
    private static final String METHODS = "/v1/payment_methods";
    private static final String SETUPS = "/v1/setup_intents";
    private static final String METHOD = "payment_method";
    private static final String CUSTOMER_LABEL = "metadata[bursar_customer]";
    private static final int PAGE = 100;
    /** Setups that are looked at one by one, newest first: Stripe has no search for them. */
    private static final int NEWEST_PAGES = 3;

    private final StripeApi api;

    StripeVault(StripeApi api) {
        this.api = api;
    }

    @Override
    public Kept<String> makeCustomer(String operation, String customer, @Nullable String name, @Nullable String email) {
        Form form = new Form().put("name", name).put("email", email).put(CUSTOMER_LABEL, customer);
        return Replies.kept(api.post("/v1/customers", form, operation), body -> body.require("id"));
    }

    @Override
    public Kept<MethodDetails> find(String token) {
        return Replies.kept(api.get(METHODS + "/" + Form.segment(token), new Form()), MethodReader::ofMethod);
    }

    @Override
    public Kept<MethodDetails> make(String operation, MethodType type, String token) {
        if (type != MethodType.CARD) {
            return new Kept.NotSent<>(Reason.NOT_ABLE);
        }
        Form form = new Form().put("type", type.text()).put("card[token]", token);
        return Replies.kept(api.post(METHODS, form, operation), MethodReader::ofMethod);
    }

    @Override
    public Kept<MethodDetails> attach(String operation, String token, String customer) {
        return change(operation, token, "attach", new Form().put("customer", customer));
    }

    @Override
    public Kept<MethodDetails> detach(String operation, String token) {
        return change(operation, token, "detach", new Form());
    }

    private Kept<MethodDetails> change(String operation, String token, String verb, Form form) {
        String path = METHODS + "/" + Form.segment(token) + "/" + verb;
        return Replies.kept(api.post(path, form, operation), MethodReader::ofMethod);
    }

    @Override
    public Kept<ProviderSetup> setUp(SetupOrder order) {
        if (!(order.instrument() instanceof Instrument.Token(MethodType type, String token))
                || type != MethodType.CARD) {
            return new Kept.NotSent<>(Reason.NOT_ABLE);
        }
        Form form = new Form()
                .put("confirm", "true")
                .put(METHOD, token)
                .put("payment_method_types[0]", "card")
                .put("customer", order.customer())
                .put("usage", order.presence() == Presence.PRESENT_KEEP ? "on_session" : "off_session")
                .put("return_url", order.returnUrl())
                .put("metadata[" + PaymentReader.OPERATION + "]", order.operation())
                .expand(METHOD);
        return Replies.kept(api.post(SETUPS, form, order.operation()), SetupReader::read);
    }

    @Override
    public Kept<ProviderSetup> look(@Nullable String setup, String operation) {
        if (setup != null) {
            return Replies.kept(
                    api.get(SETUPS + "/" + Form.segment(setup), new Form().expand(METHOD)), SetupReader::read);
        }
        String after = null;
        for (int page = 0; page < NEWEST_PAGES; page++) {
            Reply reply = api.get(
                    SETUPS,
                    new Form().put("limit", PAGE).put("starting_after", after).expand("data." + METHOD));
            if (!(reply instanceof Reply.Done(Json body))) {
                return Replies.kept(reply, SetupReader::read);
            }
            Optional<Json> ours = body.list("data").stream()
                    .filter(each -> operation.equals(each.in("metadata").text(PaymentReader.OPERATION)))
                    .findFirst();
            if (ours.isPresent()) {
                return Replies.kept(new Reply.Done(ours.get()), SetupReader::read);
            }
            if (!body.isTrue("has_more")) {
                break;
            }
            after = body.list("data").getLast().text("id");
        }
        return new Kept.Missing<>();
    }

    @Override
    public Kept<ProviderSetup> cancel(String operation, String setup) {
        String path = SETUPS + "/" + Form.segment(setup) + "/cancel";
        return Replies.kept(api.post(path, new Form().expand(METHOD), operation), SetupReader::read);
    }

    @Override
    public Kept<MandateStatus> status(@Nullable String customer, String mandate) {
        return Replies.kept(api.get("/v1/mandates/" + Form.segment(mandate), new Form()), EventReader::status);
    }

    /** Cards have no consent of their own at Stripe: what ends is the method, by {@link #detach}. */
    @Override
    public Kept<String> endMandate(String operation, String customer, String mandate) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }
}
