package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.http.HttpAnswer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/orders}. */
final class Orders {
    /** Between the notice and the debit. */
    static final long NOTICE_SECONDS = 25 * 3600;

    private static final long TEN_YEARS_SECONDS = 315_360_000;
    private static final Set<String> CREATE = Set.of(
            "amount",
            "currency",
            "receipt",
            "notes",
            "partial_payment",
            "payment_capture",
            "customer_id",
            "method",
            "token",
            "notification");
    private static final Set<String> FREQUENCIES = Set.of(
            "as_presented",
            "daily",
            "weekly",
            "fortnightly",
            "monthly",
            "bimonthly",
            "quarterly",
            "half_yearly",
            "yearly");

    private final Payments payments;
    private final Shelf<Token> tokens;
    final Shelf<Order> orders;

    Orders(Payments payments, Shelf<Order> orders, Shelf<Token> tokens) {
        this.payments = payments;
        this.orders = orders;
        this.tokens = tokens;
    }

    HttpAnswer answer(String route, String id, Body body) {
        return switch (route) {
            case "POST" -> HttpAnswer.json(200, create(body.allow(CREATE)).bytes());
            case "GET" -> {
                @Nullable String receipt = body.text("receipt");
                yield orders.list(body, order -> receipt == null || receipt.equals(order.receipt));
            }
            case "GET id" -> HttpAnswer.json(200, orders.get(id).bytes());
            case "GET id/payments" -> Shelf.collection(orders.get(id).payments);
            case "PATCH id" -> {
                Order order = orders.get(id);
                order.notes = body.allow(Set.of("notes")).notes();
                yield HttpAnswer.json(200, order.bytes());
            }
            default -> throw RazorpayProblem.bad("The requested URL was not found on the server.");
        };
    }

    private Order create(Body body) {
        long amount = body.amount("amount");
        body.requireRupees();
        String receipt = body.text("receipt");
        if (receipt != null && receipt.length() > 40) {
            throw RazorpayProblem.field("receipt", "The receipt may not be greater than 40 characters.");
        }
        Order order = new Order(payments.id("order_"), payments.now(), receipt == null ? "" : receipt, amount);
        order.notes = body.notes();
        order.capturesItself = body.isTrue("payment_capture");
        if (body.has("token")) {
            order.mandate = mandate(body);
        }
        if (body.has("notification")) {
            order.notice = notice(body.in("notification"));
        }
        orders.add(order);
        return order;
    }

    private Order.Mandate mandate(Body body) {
        Body token = body.in("token");
        String frequency = token.text("frequency");
        if (frequency != null && !FREQUENCIES.contains(frequency)) {
            throw RazorpayProblem.field("frequency", "The selected frequency is invalid.");
        }
        return new Order.Mandate(
                token.amount("max_amount"),
                token.integer("expire_at", payments.now() + TEN_YEARS_SECONDS),
                frequency == null ? "as_presented" : frequency,
                body.require("customer_id"));
    }

    private Order.Notice notice(Body asked) {
        Token token = tokens.get(asked.require("token_id"));
        long earliest = payments.now() + NOTICE_SECONDS;
        long wanted = asked.integer("payment_after", earliest);
        if (wanted < earliest) {
            throw RazorpayProblem.field(
                    "payment_after",
                    "The debit can be made 25 hours after the pre-debit notification at the earliest.");
        }
        return new Order.Notice(payments.id("notification_"), token.id(), wanted);
    }
}
