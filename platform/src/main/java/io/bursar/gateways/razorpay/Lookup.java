package io.bursar.gateways.razorpay;

import io.bursar.gateways.Answer;
import io.bursar.gateways.Inquiry;
import io.bursar.gateways.ProviderRefund;
import io.bursar.gateways.razorpay.OrderReader.Frame;
import io.bursar.gateways.razorpay.RazorpayApi.Reply;
import io.bursar.gateways.wire.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Finds orders, with all that is known of them. */
final class Lookup {
    private final RazorpayApi api;

    Lookup(RazorpayApi api) {
        this.api = api;
    }

    /** An id as part of a path or a query, whatever it is made of. */
    static String segment(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    /** What was found, or why not. */
    sealed interface Found {
        record One(Json order) implements Found {}

        record None() implements Found {}

        record Not(Reply reply) implements Found {}
    }

    /** The order that goes by a receipt. */
    Found byReceipt(String receipt) {
        Reply reply = api.get("/orders?receipt=" + segment(receipt));
        if (!(reply instanceof Reply.Done(Json body))) {
            return new Found.Not(reply);
        }
        return body.list("items").stream()
                .filter(order -> receipt.equals(order.text("receipt")))
                .findFirst()
                .<Found>map(Found.One::new)
                .orElseGet(Found.None::new);
    }

    Answer look(Inquiry inquiry) {
        String order = inquiry.payment();
        if (order != null) {
            Reply reply = api.get("/orders/" + segment(order));
            return reply instanceof Reply.Done(Json body) ? whole(body) : Proof.answer(reply);
        }
        return switch (byReceipt(inquiry.attempt())) {
            case Found.One(Json body) -> whole(body);
            case Found.None _ -> new Answer.Missing();
            case Found.Not(Reply reply) -> Proof.answer(reply);
        };
    }

    /** The payments made for an order. */
    Reply payments(String order) {
        return api.get("/orders/" + segment(order) + "/payments");
    }

    /** An order with its payments, and what was refunded of the one that paid it. */
    Answer whole(Json order) {
        try {
            Frame frame = Frame.of(order);
            Reply reply = payments(frame.id());
            if (!(reply instanceof Reply.Done(Json body))) {
                return Proof.answer(reply);
            }
            Optional<Json> best = OrderReader.best(body.list("items"));
            return best.isEmpty() ? new Answer.Seen(OrderReader.open(frame)) : withRefunds(frame, best.get());
        } catch (Json.Lacking unreadable) {
            return new Answer.Unknown("unreadable answer: " + unreadable.getMessage());
        }
    }

    /** @throws Json.Lacking when something is not as Razorpay describes it */
    private Answer withRefunds(Frame frame, Json payment) {
        List<ProviderRefund> refunds = List.of();
        if (payment.isTrue("captured")) {
            Reply reply = api.get("/payments/" + segment(payment.require("id")) + "/refunds?count=100");
            if (!(reply instanceof Reply.Done(Json body))) {
                return Proof.answer(reply) instanceof Answer.NotSent
                        ? new Answer.Unknown("the payment's refunds could not be asked for")
                        : Proof.answer(reply);
            }
            refunds = body.list("items").stream().map(OrderReader::refund).toList();
        }
        return new Answer.Seen(OrderReader.read(frame, payment, refunds));
    }
}
