package io.bursar.gateways.razorpay;

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
import io.bursar.gateways.Postbox;
import io.bursar.gateways.Vault;
import io.bursar.gateways.razorpay.OrderReader.Frame;
import io.bursar.gateways.razorpay.RazorpayApi.Reply;
import io.bursar.gateways.wire.Json;
import io.bursar.money.Currency;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Razorpay. */
final class RazorpayGateway implements Gateway {
    /** The provider. */
    static final String NAME = "razorpay";

    /** NPCI lets an outcome be asked for after 90 seconds, and three times in two hours at most. */
    private static final List<Duration> INQUIRY_TIMES =
            List.of(Duration.ofSeconds(90), Duration.ofMinutes(15), Duration.ofHours(2), Duration.ofHours(24));

    /** Razorpay asks banks for three days, and gives back in five what nobody captured: its page on late payments. */
    private static final Duration LATE_FOR = Duration.ofDays(5);

    private static final Capabilities CAPABILITIES = new Capabilities(
            Set.of(MethodType.UPI),
            Set.of(Currency.of("inr")),
            Set.of(Ability.MANUAL_CAPTURE, Ability.PARTIAL_REFUND, Ability.SAVE_METHOD, Ability.OFF_SESSION),
            INQUIRY_TIMES,
            LATE_FOR,
            Duration.ofHours(25));

    private final String name;
    private final RazorpayApi api;
    private final Lookup lookup;
    private final UpiOrders orders;
    private final RazorpayVault vault;
    private final RazorpayDesk desk;
    private final RazorpayPostbox postbox;

    RazorpayGateway(String name, Account account, Patience patience) {
        this.name = name;
        api = new RazorpayApi(account, patience);
        lookup = new Lookup(api);
        orders = new UpiOrders(api, lookup);
        vault = new RazorpayVault(api, lookup, orders);
        desk = new RazorpayDesk(api);
        postbox = new RazorpayPostbox(account.webhookSecrets());
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
    public boolean needsContact() {
        return true;
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
            case Order.Announce announce -> orders.announce(announce);
            case Order.Capture capture -> capture(capture);
            case Order.Refund refund -> refund(refund);
            case Order.Increment _, Order.Release _ -> new Answer.NotSent(Reason.NOT_ABLE);
        };
    }

    private Answer authorise(Order.Authorise order) {
        boolean isInRupees = order.amount().currency().code().equals("inr");
        boolean fits = order.ticket().attempt().length() <= UpiOrders.RECEIPT_MAX;
        if (!isInRupees || !fits) {
            return new Answer.NotSent(Reason.NOT_ABLE);
        }
        return switch (order.instrument()) {
            case Instrument.UpiIntent _, Instrument.UpiQr _ -> orders.begin(order);
            case Instrument.Mandate(MethodType type, String token) ->
                type == MethodType.UPI ? orders.debit(order, token) : new Answer.NotSent(Reason.NOT_ABLE);
            case Instrument.Token _ -> new Answer.NotSent(Reason.NOT_ABLE);
        };
    }

    /** All that was authorised, or nothing; a second time is answered by how it stands. */
    private Answer capture(Order.Capture order) {
        return withPayment(order.ticket().requirePayment(), payment -> {
            if (payment.isTrue("captured")) {
                return seen(order.ticket().requirePayment());
            }
            if (payment.number("amount", 0) != order.amount().minor()) {
                return new Answer.NotSent(Reason.NOT_ABLE);
            }
            Reply reply = api.post(
                    "/payments/" + Lookup.segment(payment.require("id")) + "/capture",
                    Bodies.money(order.amount().minor()));
            boolean isDone = reply instanceof Reply.Failed(int _, Json error)
                    && error.text("description", "").contains("already been captured");
            if (reply instanceof Reply.Done(Json captured)) {
                return captured(captured);
            }
            return isDone ? seen(order.ticket().requirePayment()) : Proof.answer(reply);
        });
    }

    private static Answer captured(Json payment) {
        return new Answer.Seen(OrderReader.read(
                Frame.ofPayment(payment), payment, payment.number("amount_refunded", 0) == 0 ? List.of() : null));
    }

    private Answer refund(Order.Refund order) {
        return withPayment(order.ticket().requirePayment(), payment -> {
            Reply reply = api.post(
                    "/payments/" + Lookup.segment(payment.require("id")) + "/refund",
                    Bodies.refund(order),
                    order.ticket().operation());
            if (!(reply instanceof Reply.Done)) {
                return Proof.answer(reply);
            }
            Answer seen = seen(order.ticket().requirePayment());
            // Done it is: an answer that says otherwise would be taken for proof that it was not.
            return seen instanceof Answer.Seen ? seen : new Answer.Unknown("refunded, and then not to be seen");
        });
    }

    private Answer seen(String order) {
        Answer seen = lookup.look(new Inquiry(order, "", ""));
        return seen instanceof Answer.Seen ? seen : new Answer.Unknown("it happened, and could not be looked at");
    }

    /** Does something with the payment that got furthest. */
    private Answer withPayment(String order, Function<Json, Answer> work) {
        Reply reply = lookup.payments(order);
        if (!(reply instanceof Reply.Done(Json body))) {
            Answer answer = Proof.answer(reply);
            // Looking changed nothing, so that whatever came of it is proof.
            return switch (answer) {
                case Answer.Unknown _ -> new Answer.NotSent(Reason.UNREACHABLE);
                case Answer.Missing _ -> new Answer.Refused("resource_missing", "Razorpay knows no such order.");
                case Answer.NotSent _, Answer.Refused _, Answer.Seen _, Answer.Declined _ -> answer;
            };
        }
        try {
            Optional<Json> best = OrderReader.best(body.list("items"));
            return best.isEmpty()
                    ? new Answer.Refused("resource_missing", "Nobody has paid this order.")
                    : Objects.requireNonNull(work.apply(best.get()));
        } catch (Json.Lacking unreadable) {
            return new Answer.Unknown("unreadable answer: " + unreadable.getMessage());
        }
    }

    @Override
    public void close() {
        api.close();
    }
}
