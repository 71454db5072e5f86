package io.bursar.gateways.razorpay;

import io.bursar.gateways.Answer;
import io.bursar.gateways.Answer.Reason;
import io.bursar.gateways.Contact;
import io.bursar.gateways.NextAction;
import io.bursar.gateways.Order;
import io.bursar.gateways.Order.Presence;
import io.bursar.gateways.Order.Taking;
import io.bursar.gateways.Vault.Consent;
import io.bursar.gateways.razorpay.Lookup.Found;
import io.bursar.gateways.razorpay.OrderReader.Frame;
import io.bursar.gateways.razorpay.RazorpayApi.Reply;
import io.bursar.gateways.wire.Json;
import io.bursar.money.Money;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Making orders and the payments for them. */
final class UpiOrders {
    /** Longest receipt that Razorpay takes. */
    static final int RECEIPT_MAX = 40;

    /** The most that a debit may take without the payer's PIN: fifteen thousand rupees. */
    private static final long CEILING = 1_500_000;

    private static final Reply NOBODY = new Reply.Failed(
            400,
            Json.read(
                    "{\"code\":\"contact_missing\",\"description\":\"Razorpay takes no payment without the payer's mail"
                            + " address and telephone number. Nothing was sent.\"}"));

    private final RazorpayApi api;
    private final Lookup lookup;

    UpiOrders(RazorpayApi api, Lookup lookup) {
        this.api = api;
        this.lookup = lookup;
    }

    /** An order that goes by a receipt: that which is there, or a new one. */
    Answer found(String receipt, ObjectNode body, Function<Json, Answer> then) {
        Found found = lookup.byReceipt(receipt);
        Reply made =
                switch (found) {
                    case Found.One(Json order) -> new Reply.Done(order);
                    case Found.None _ -> api.post("/orders", body.put("receipt", receipt));
                    case Found.Not(Reply reply) -> reply;
                };
        if (made instanceof Reply.Done(Json order)) {
            try {
                return then.apply(order);
            } catch (Json.Lacking unreadable) {
                return new Answer.Unknown("unreadable answer: " + unreadable.getMessage());
            }
        }
        // An order moves no money: without an answer there is at most one that nobody can pay.
        return switch (Proof.answer(made)) {
            case Answer.Unknown _ -> new Answer.NotSent(Reason.UNREACHABLE);
            case Answer.Missing _ -> new Answer.Refused("resource_missing", "Razorpay knows no such thing.");
            case Answer.NotSent notSent -> notSent;
            case Answer.Refused refused -> refused;
            case Answer.Seen seen -> seen;
            case Answer.Declined declined -> declined;
        };
    }

    /** A payment that the payer makes in a UPI app. */
    Answer begin(Order.Authorise order) {
        ObjectNode body = Bodies.money(order.amount().minor());
        body.put("payment_capture", order.taking() == Taking.AT_ONCE);
        Bodies.notes(body, order.ticket(), order.wording().labels());
        String customer = order.customer();
        if (order.presence() == Presence.PRESENT_KEEP_OFF_SESSION && customer != null) {
            consent(
                    body,
                    customer,
                    new Consent(
                            new Money(
                                    Math.max(CEILING, order.amount().minor()),
                                    order.amount().currency()),
                            "as_presented",
                            null));
        }
        return found(order.ticket().attempt(), body, made -> pay(order, made));
    }

    /** Has the payment register a consent. */
    static void consent(ObjectNode body, String customer, Consent consent) {
        body.put("customer_id", customer).put("method", "upi");
        ObjectNode token = body.putObject("token")
                .put("max_amount", consent.ceiling().minor())
                .put("frequency", consent.frequency());
        if (consent.until() != null) {
            token.put("expire_at", consent.until().getEpochSecond());
        }
    }

    /** What was begun before, with a link that only its answer had, is begun again: nobody can pay the first. */
    private Answer pay(Order.Authorise order, Json made) {
        Reply tried = lookup.payments(made.require("id"));
        if (!(tried instanceof Reply.Done(Json body))) {
            return unasked(tried);
        }
        Optional<Json> best = OrderReader.best(body.list("items"));
        boolean isOver = best.isPresent() && !best.get().text("status", "").equals("created");
        return isOver ? lookup.whole(made) : intent(order, made);
    }

    private static Answer unasked(Reply reply) {
        return Proof.answer(reply) instanceof Answer.NotSent notSent ? notSent : new Answer.NotSent(Reason.UNREACHABLE);
    }

    private Answer intent(Order.Authorise order, Json made) {
        Reply reply = startIntent(
                made,
                new Payer(order.customer(), order.payer()),
                order.wording().description(),
                body -> Bodies.notes(body, order.ticket(), order.wording().labels()));
        return reply instanceof Reply.Done(Json body)
                ? new Answer.Seen(OrderReader.begun(Frame.of(made), body.require("razorpay_payment_id"), link(body)))
                : Proof.answer(reply);
    }

    /** A UPI payment for an order, to be approved in an app. */
    Reply startIntent(
            Json order, Payer payer, @Nullable String description, java.util.function.Consumer<ObjectNode> notes) {
        ObjectNode body = begun(order, payer);
        if (body == null) {
            return NOBODY;
        }
        body.put("method", "upi");
        body.putObject("upi").put("flow", "intent");
        if (description != null) {
            body.put("description", description);
        }
        notes.accept(body);
        return api.post("/payments/create/upi", body);
    }

    static NextAction.Upi link(Json begun) {
        return new NextAction.Upi(begun.require("link"), null);
    }

    /** Who pays. @param customer Razorpay's id; null: nobody known there */
    record Payer(@Nullable String customer, Contact contact) {}

    /** Null when nobody has told how the payer is reached, without which Razorpay takes no payment. */
    private @Nullable ObjectNode begun(Json order, Payer payer) {
        ObjectNode body = Bodies.money(order.requireNumber("amount"));
        body.put("order_id", order.require("id"));
        String customer = payer.customer();
        Contact contact = payer.contact();
        if (customer != null) {
            body.put("customer_id", customer);
            boolean isAll = contact.email() != null && contact.phone() != null;
            if (!isAll && api.get("/customers/" + Lookup.segment(customer)) instanceof Reply.Done(Json found)) {
                contact = contact.or(new Contact(found.text("email"), found.text("contact")));
            }
        }
        if (contact.email() == null || contact.phone() == null) {
            return null;
        }
        return body.put("email", contact.email()).put("contact", contact.phone());
    }

    /** The payer is told of a debit: an order with a notification. */
    Answer announce(Order.Announce order) {
        ObjectNode body = Bodies.money(order.amount().minor()).put("payment_capture", true);
        Bodies.notes(body, order.ticket(), java.util.Map.of());
        body.putObject("notification")
                .put("token_id", order.mandate().token())
                .put("payment_after", order.debitAt().getEpochSecond());
        return found(order.ticket().attempt(), body, lookup::whole);
    }

    /** A debit under a consent, for the order that announced it. */
    Answer debit(Order.Authorise order, String token) {
        String customer = order.customer();
        if (customer == null) {
            return new Answer.NotSent(Reason.NOT_ABLE);
        }
        ObjectNode body = Bodies.money(order.amount().minor());
        body.put("payment_capture", order.taking() == Taking.AT_ONCE);
        Bodies.notes(body, order.ticket(), order.wording().labels());
        return found(order.ticket().attempt(), body, made -> {
            Reply tried = lookup.payments(made.require("id"));
            if (!(tried instanceof Reply.Done(Json payments))) {
                return unasked(tried);
            }
            if (!payments.list("items").isEmpty()) {
                return lookup.whole(made);
            }
            ObjectNode debit = begun(made, new Payer(customer, order.payer()));
            if (debit == null) {
                return Proof.answer(NOBODY);
            }
            debit.put("token", token).put("recurring", "1");
            Bodies.notes(debit, order.ticket(), order.wording().labels());
            Reply reply = api.post("/payments/create/recurring", debit);
            return reply instanceof Reply.Done ? whole(made) : Proof.answer(reply);
        });
    }

    private Answer whole(Json made) {
        Answer seen = lookup.whole(made);
        return seen instanceof Answer.Seen ? seen : new Answer.Unknown("it was begun, and could not be looked at");
    }
}
