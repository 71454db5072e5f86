package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.faults.Effect;
import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.world.Call;
import java.util.Map;
import java.util.Set;

/** Payments begun from server to server: UPI intent, debits under a consent, codes to scan. */
final class Upi {
    static final String SUCCESS = "success@razorpay";
    static final String FAILURE = "failure@razorpay";
    private static final Set<String> INTENT = Set.of(
            "amount",
            "currency",
            "order_id",
            "email",
            "contact",
            "method",
            "ip",
            "referer",
            "user_agent",
            "description",
            "notes",
            "upi",
            "customer_id",
            "save",
            "recurring");
    private static final Set<String> RECURRING = Set.of(
            "amount",
            "currency",
            "order_id",
            "email",
            "contact",
            "customer_id",
            "token",
            "recurring",
            "description",
            "notes");

    private final Payments payments;
    private final Shelf<Order> orders;
    private final Shelf<Token> tokens;

    Upi(Payments payments, Shelf<Order> orders, Shelf<Token> tokens) {
        this.payments = payments;
        this.orders = orders;
        this.tokens = tokens;
    }

    HttpAnswer create(Body body, Call call) {
        body.allow(INTENT);
        body.requireRupees();
        if (!"upi".equals(body.text("method"))) {
            throw RazorpayProblem.field("method", "The selected method is invalid.");
        }
        Body upi = body.in("upi");
        String flow = upi.require("flow");
        if (flow.equals("collect")) {
            throw RazorpayProblem.field(
                    "flow", "UPI Collect is not enabled for the merchant: use intent, or a QR code.");
        }
        if (!flow.equals("intent")) {
            throw RazorpayProblem.field("flow", "The selected flow is invalid.");
        }
        Order order = payable(body);
        Payment payment = payment(body, order);
        Order.Mandate mandate = order.mandate;
        if (mandate != null) {
            Token token = new Token(payments.id("token_"), payments.now(), mandate);
            tokens.add(token);
            payment.token = token;
            payment.customerId = mandate.customerId();
        }
        payment.plan = Effect.of(call.effect());
        payments.begin(payment, labels(order, payment));
        String vpa = upi.text("vpa");
        if (SUCCESS.equals(vpa)) {
            payments.approve(payment, SUCCESS);
        } else if (FAILURE.equals(vpa)) {
            payments.refuse(payment, "Payment failed because the payer declined it.");
        }
        JsonWriter json = new JsonWriter().open().put("razorpay_payment_id", payment.id());
        return HttpAnswer.json(200, json.put("link", link(payment)).close().toBytes());
    }

    static Map<String, String> labels(Order order, Payment payment) {
        Map<String, String> labels = new java.util.LinkedHashMap<>(order.notes);
        labels.putAll(payment.notes);
        labels.put("order_id", order.id());
        if (order.receipt != null) {
            labels.put("receipt", order.receipt);
        }
        return labels;
    }

    /** What a UPI app opens. */
    static String link(Payment payment) {
        String rupees = java.math.BigDecimal.valueOf(payment.amount, 2).toPlainString();
        return "upi://pay?pa=shop@razorpay&pn=BursarSandbox&tr=" + payment.id() + "&tn=Payment&am=" + rupees
                + "&cu=INR&mc=5411";
    }

    private Order payable(Body body) {
        Order order = orders.get(body.require("order_id"));
        if (order.isPaid()) {
            throw RazorpayProblem.bad("Your payment has been declined as the order is already paid. Please initiate the"
                    + " payment with a new order.");
        }
        if (body.amount("amount") != order.amount) {
            throw RazorpayProblem.field(
                    "amount",
                    "Your payment amount is different from your order amount. To pay successfully, please try"
                            + " using right amount.");
        }
        return order;
    }

    private Payment payment(Body body, Order order) {
        body.require("contact");
        body.require("email");
        Payment payment = new Payment(payments.id("pay_"), payments.now(), order, order.amount);
        payment.email = body.text("email");
        payment.contact = body.text("contact");
        payment.description = body.text("description");
        payment.customerId = body.text("customer_id");
        payment.notes = body.notes();
        return payment;
    }

    /** A debit under a consent: only 25 hours after the payer was told. */
    HttpAnswer recurring(Body body, Call call) {
        body.allow(RECURRING);
        body.requireRupees();
        Token token = tokens.get(body.require("token"));
        Order order = payable(body);
        if (!token.status.equals("confirmed")) {
            throw RazorpayProblem.bad("The token is not confirmed for recurring payments.");
        }
        if (!token.mandate.customerId().equals(body.require("customer_id"))) {
            throw RazorpayProblem.noSuchId();
        }
        if (order.amount > token.mandate.maxAmount()) {
            throw RazorpayProblem.bad("Amount exceeds maximum amount allowed");
        }
        Payment payment = payment(body, order);
        payment.token = token;
        payment.flow = "recurring";
        payment.plan = Effect.of(call.effect());
        payments.begin(payment, labels(order, payment));
        long earliest = notBefore(order);
        payments.world().at(Math.max(earliest, payments.now()) * 1000, () -> debit(payment, token));
        JsonWriter json = new JsonWriter().open().put("razorpay_payment_id", payment.id());
        return HttpAnswer.json(200, json.close().toBytes());
    }

    private long notBefore(Order order) {
        Order.Notice notice = order.notice;
        return notice == null ? payments.now() + Orders.NOTICE_SECONDS : notice.notBefore();
    }

    private void debit(Payment payment, Token token) {
        boolean isAllowed = token.status.equals("confirmed") && !token.vpa.equals(FAILURE);
        if (isAllowed) {
            payments.approve(payment, token.vpa);
        } else {
            payments.refuse(payment, "The mandate was paused or cancelled by the payer.");
        }
    }
}
