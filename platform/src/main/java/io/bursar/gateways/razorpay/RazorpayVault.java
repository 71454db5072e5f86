package io.bursar.gateways.razorpay;

import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Instrument;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodType;
import io.bursar.gateways.News.MandateStatus;
import io.bursar.gateways.ProviderSetup;
import io.bursar.gateways.ProviderSetup.Standing;
import io.bursar.gateways.Vault;
import io.bursar.gateways.razorpay.Lookup.Found;
import io.bursar.gateways.razorpay.RazorpayApi.Reply;
import io.bursar.gateways.razorpay.UpiOrders.Payer;
import io.bursar.gateways.wire.Json;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Razorpay's customers and consents. A consent is set up by paying one rupee, which Razorpay gives back by itself when
 * nobody captures it.
 */
final class RazorpayVault implements Vault {
    private static final long ONE_RUPEE = 100;

    private final RazorpayApi api;
    private final Lookup lookup;
    private final UpiOrders orders;

    RazorpayVault(RazorpayApi api, Lookup lookup, UpiOrders orders) {
        this.api = api;
        this.lookup = lookup;
        this.orders = orders;
    }

    /** Two customers are made when the first answer is lost; Razorpay has no key for it, and neither pays anything. */
    @Override
    public Kept<String> makeCustomer(String operation, String customer, @Nullable String name, @Nullable String email) {
        ObjectNode body = Bodies.empty();
        if (name != null) {
            body.put("name", name);
        }
        if (email != null) {
            body.put("email", email);
        }
        body.put("fail_existing", "0").putObject("notes").put("bursar_customer", customer);
        return done(api.post("/customers", body), made -> made.require("id"));
    }

    private static <T> Kept<T> done(Reply reply, Function<Json, T> read) {
        if (!(reply instanceof Reply.Done(Json body))) {
            return Proof.kept(reply);
        }
        try {
            return new Kept.Done<>(read.apply(body));
        } catch (Json.Lacking unreadable) {
            return new Kept.Unknown<>("unreadable answer: " + unreadable.getMessage());
        }
    }

    @Override
    public Kept<MethodDetails> find(String token) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }

    @Override
    public Kept<MethodDetails> make(String operation, MethodType type, String token) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }

    @Override
    public Kept<MethodDetails> attach(String operation, String token, String customer) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }

    @Override
    public Kept<MethodDetails> detach(String operation, String token) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }

    @Override
    public Kept<ProviderSetup> setUp(SetupOrder order) {
        String customer = order.customer();
        Consent consent = order.consent();
        boolean isUpi =
                order.instrument() instanceof Instrument.UpiIntent || order.instrument() instanceof Instrument.UpiQr;
        boolean fits = order.operation().length() <= UpiOrders.RECEIPT_MAX;
        if (!isUpi || customer == null || consent == null || !fits) {
            return new Kept.NotSent<>(Reason.NOT_ABLE);
        }
        Reply made =
                switch (lookup.byReceipt(order.operation())) {
                    case Found.One(Json found) -> new Reply.Done(found);
                    case Found.Not(Reply reply) -> reply;
                    case Found.None _ -> api.post("/orders", body(order.operation(), customer, consent));
                };
        return made instanceof Reply.Done(Json body) ? begin(order, customer, body) : Proof.kept(made);
    }

    private static ObjectNode body(String operation, String customer, Consent consent) {
        ObjectNode body = Bodies.money(ONE_RUPEE).put("receipt", operation).put("payment_capture", false);
        UpiOrders.consent(body, customer, consent);
        notes(body, operation);
        return body;
    }

    private static void notes(ObjectNode body, String operation) {
        body.putObject("notes").put(OrderReader.SETUP, operation);
    }

    private Kept<ProviderSetup> begin(SetupOrder order, String customer, Json made) {
        Kept<ProviderSetup> before = whole(made);
        boolean isBegun = before instanceof Kept.Done<ProviderSetup>(ProviderSetup setup)
                && !(setup.standing() instanceof Standing.Open)
                && !(setup.standing() instanceof Standing.Processing);
        if (isBegun || !(before instanceof Kept.Done<ProviderSetup>)) {
            return before;
        }
        Reply reply = orders.startIntent(
                made, new Payer(customer, order.payer()), null, body -> notes(body, order.operation()));
        return done(reply, begun -> setup(made, new Standing.ActionNeeded(UpiOrders.link(begun)), null));
    }

    @Override
    public Kept<ProviderSetup> look(@Nullable String setup, String operation) {
        if (setup != null) {
            Reply reply = api.get("/orders/" + Lookup.segment(setup));
            return reply instanceof Reply.Done(Json order) ? whole(order) : Proof.kept(reply);
        }
        return switch (lookup.byReceipt(operation)) {
            case Found.One(Json order) -> whole(order);
            case Found.None _ -> new Kept.Missing<>();
            case Found.Not(Reply reply) -> Proof.kept(reply);
        };
    }

    private Kept<ProviderSetup> whole(Json order) {
        return done(lookup.payments(order.text("id", "")), payments -> {
            Optional<Json> best = OrderReader.best(payments.list("items"));
            return setup(order, best.map(RazorpayVault::standing).orElseGet(Standing.Open::new), best.orElse(null));
        });
    }

    static Standing standing(Json payment) {
        return switch (payment.require("status")) {
            case "authorized", "captured", "refunded" -> new Standing.Succeeded();
            case "failed" -> new Standing.Failed(OrderReader.decline(payment));
            default -> new Standing.Processing();
        };
    }

    private static ProviderSetup setup(Json order, Standing standing, @Nullable Json payment) {
        return new ProviderSetup(
                RazorpayGateway.NAME,
                order.require("id"),
                order.in("notes").text(OrderReader.SETUP),
                standing,
                payment == null ? null : OrderReader.method(payment),
                payment == null ? null : payment.text("token_id"));
    }

    /** Facts of a set-up, from its payment alone. */
    static ProviderSetup ofPayment(Json payment) {
        return new ProviderSetup(
                RazorpayGateway.NAME,
                payment.require("order_id"),
                payment.in("notes").text(OrderReader.SETUP),
                standing(payment),
                OrderReader.method(payment),
                payment.text("token_id"));
    }

    /** Only by the payer in the app, or by waiting until nobody can pay any more. */
    @Override
    public Kept<ProviderSetup> cancel(String operation, String setup) {
        return new Kept.NotSent<>(Reason.NOT_ABLE);
    }

    @Override
    public Kept<MandateStatus> status(@Nullable String customer, String mandate) {
        if (customer == null) {
            return new Kept.NotSent<>(Reason.NOT_ABLE);
        }
        Reply reply = api.get("/customers/" + Lookup.segment(customer) + "/tokens/" + Lookup.segment(mandate));
        return done(reply, token -> switch (token.in("recurring_details").require("status")) {
            case "confirmed" -> MandateStatus.ACTIVE;
            // One that is only just begun may become one; until then nothing is debited under it.
            case "initiated", "paused" -> MandateStatus.PAUSED;
            default -> MandateStatus.ENDED;
        });
    }

    @Override
    public Kept<String> endMandate(String operation, String customer, String mandate) {
        String path = "/customers/" + Lookup.segment(customer) + "/tokens/" + Lookup.segment(mandate) + "/cancel";
        return done(api.put(path, Bodies.empty()), ended -> mandate);
    }
}
