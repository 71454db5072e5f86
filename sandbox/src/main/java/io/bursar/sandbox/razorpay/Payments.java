package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.faults.Effect;
import io.bursar.sandbox.faults.FaultKind;
import io.bursar.sandbox.world.Book;
import io.bursar.sandbox.world.World;
import java.util.Map;

/** How a payment goes on: approved or refused by the payer, captured, given back. */
final class Payments {
    /** Payers have so long to answer in their app. */
    private static final long ANSWER_MS = 600_000;
    /** What is not captured by then goes back to the payer. */
    private static final long CAPTURE_MS = 3 * 86_400_000L;
    /** When a refund of normal speed arrives: in days at banks, in seconds here. */
    private static final long REFUND_MS = 5_000;

    private static final long FEE_BPS = 200;
    private static final long GST_PERCENT = 18;
    private static final String BANK_ERROR = "Payment processing failed due to error at bank or wallet gateway";

    private final World world;
    private final Notifier notifier;
    final Shelf<Payment> payments = new Shelf<>();
    final Shelf<Refund> refunds = new Shelf<>();
    private final Disputes disputes = new Disputes(this);

    Payments(World world, Notifier notifier) {
        this.world = world;
        this.notifier = notifier;
    }

    long now() {
        return world.clock().nowSeconds();
    }

    String id(String prefix) {
        return world.ids().next(prefix, 14);
    }

    Disputes disputes() {
        return disputes;
    }

    Notifier notifier() {
        return notifier;
    }

    World world() {
        return world;
    }

    /** Takes a payment that was just made; it waits for its payer. */
    void begin(Payment payment, Map<String, String> labels) {
        payments.add(payment);
        Order order = payment.order;
        if (order != null) {
            order.payments.add(payment);
        }
        world.book().label(payment.line(), labels);
        if (!payment.flow.equals("recurring")) {
            world.after(ANSWER_MS, () -> refuse(payment, "Payment was not completed on time."));
        }
    }

    /** The payer agreed, from the address {@code vpa}. */
    void approve(Payment payment, String vpa) {
        if (!payment.status.equals(Payment.CREATED)) {
            return;
        }
        payment.vpa = vpa;
        Effect plan = payment.plan;
        if (plan.is(FaultKind.LATE_SUCCESS)) {
            refuse(payment, BANK_ERROR);
            payment.plan = Effect.NONE;
            world.after(plan.delayMs(), () -> authorise(payment));
        } else if (plan.is(FaultKind.LATE_FAILURE)) {
            world.after(plan.delayMs(), () -> refuse(payment, BANK_ERROR));
        } else if (plan.is(FaultKind.DECLINE)) {
            payment.reason = plan.code().isEmpty() ? "payment_declined" : plan.code();
            refuse(payment, "Your payment was declined by your bank: " + payment.reason.replace('_', ' ') + ".");
        } else {
            authorise(payment);
        }
    }

    /** Money is reserved, be it after the payment was told as failed. */
    void authorise(Payment payment) {
        if (!payment.status.equals(Payment.CREATED) && !payment.status.equals(Payment.FAILED)) {
            return;
        }
        payment.status = Payment.AUTHORIZED;
        payment.rrn = world.ids().digits(12);
        world.book().add(payment.line(), Book.Kind.AUTHORISED, payment.amount);
        world.book().count(payment.line());
        notifier.tell("payment.authorized", payment);
        confirm(payment);
        QrCode qr = payment.qr;
        Order order = payment.order;
        if (qr != null) {
            take(payment);
            credited(qr, payment);
        } else if (order != null && order.capturesItself && !order.isPaid()) {
            take(payment);
        }
        world.after(CAPTURE_MS, () -> giveBack(payment));
    }

    private void confirm(Payment payment) {
        Token token = payment.token;
        if (token != null && token.status.equals("initiated")) {
            token.status = "confirmed";
            token.vpa = payment.vpa == null ? "" : payment.vpa;
            notifier.tell("token.confirmed", token);
        }
    }

    private void credited(QrCode qr, Payment payment) {
        qr.received += payment.amount;
        qr.payments++;
        notifier.tell("qr_code.credited", payment, qr);
        if (qr.terms.isSingleUse()) {
            close(qr, "paid");
        }
    }

    void close(QrCode qr, String reason) {
        if (!qr.isClosed()) {
            qr.closedAt = now();
            qr.closeReason = reason;
            notifier.tell("qr_code.closed", qr);
        }
    }

    void refuse(Payment payment, String why) {
        if (!payment.status.equals(Payment.CREATED)) {
            return;
        }
        payment.status = Payment.FAILED;
        payment.failure = why;
        notifier.tell("payment.failed", payment);
        Token token = payment.token;
        if (token != null && token.status.equals("initiated") && !payment.plan.is(FaultKind.LATE_SUCCESS)) {
            token.status = "rejected";
            notifier.tell("token.rejected", token);
        }
    }

    void capture(Payment payment, Body body) {
        long amount = body.amount("amount");
        body.requireRupees();
        if (payment.wasCaptured) {
            throw RazorpayProblem.bad("This payment has already been captured");
        }
        if (!payment.status.equals(Payment.AUTHORIZED)) {
            throw RazorpayProblem.bad("Only payments which have been authorized and not yet captured can be captured");
        }
        if (amount != payment.amount) {
            throw RazorpayProblem.field("amount", "Capture amount must be equal to the amount authorized");
        }
        if (payment.order != null && payment.order.isPaid()) {
            throw RazorpayProblem.bad("Your payment has been declined as the order is already paid. Please initiate the"
                    + " payment with a new order.");
        }
        take(payment);
    }

    private void take(Payment payment) {
        payment.status = Payment.CAPTURED;
        payment.wasCaptured = true;
        long base = (payment.amount * FEE_BPS + 5_000) / 10_000;
        payment.tax = (base * GST_PERCENT + 50) / 100;
        payment.fee = base + payment.tax;
        world.book().add(payment.line(), Book.Kind.CAPTURED, payment.amount);
        world.book().add(payment.line(), Book.Kind.FEES, payment.fee);
        notifier.tell("payment.captured", payment);
        Order order = payment.order;
        if (order != null) {
            order.paid += payment.amount;
            notifier.tell("order.paid", payment, order);
        }
        Effect plan = payment.plan;
        if (plan.is(FaultKind.REFUND_LATER)) {
            world.after(plan.delayMs(), () -> refundRest(payment));
        } else if (plan.is(FaultKind.DISPUTE_LATER)) {
            world.after(plan.delayMs(), () -> disputes.open(payment, "chargeback"));
        }
    }

    /** Razorpay refunds by itself what is left, if anything is. */
    private void refundRest(Payment payment) {
        if (payment.refundable() > 0) {
            refund(payment, new Refund.Asked(0, false));
        }
    }

    /** Nobody captured it: Razorpay returns it to the payer by itself. */
    private void giveBack(Payment payment) {
        if (!payment.status.equals(Payment.AUTHORIZED)) {
            return;
        }
        payment.status = Payment.REFUNDED;
        payment.refunded = payment.amount;
        world.book().add(payment.line(), Book.Kind.RELEASED, payment.amount);
        Refund refund = new Refund(id("rfnd_"), now(), payment, new Refund.Asked(payment.amount, false));
        refunds.add(refund);
        payment.refunds.add(refund);
        refund.status = "processed";
        notifier.tell("refund.created", refund, payment);
        notifier.tell("refund.processed", refund, payment);
    }

    Refund refund(Payment payment, Refund.Asked asked) {
        if (!payment.wasCaptured) {
            throw RazorpayProblem.bad("The payment status should be captured for action to be taken");
        }
        if (payment.refundable() == 0) {
            throw RazorpayProblem.bad(
                    payment.disputed > 0
                            ? "The payment is disputed, and nothing of it is left to refund."
                            : "The payment has been fully refunded already");
        }
        long amount = asked.amount() == 0 ? payment.refundable() : asked.amount();
        if (amount > payment.refundable()) {
            throw RazorpayProblem.field("amount", "The total refund amount is greater than the refund payment amount");
        }
        Refund refund = new Refund(id("rfnd_"), now(), payment, new Refund.Asked(amount, asked.isInstant()));
        refunds.add(refund);
        payment.refunds.add(refund);
        payment.refunded += amount;
        if (payment.refunded == payment.amount) {
            payment.status = Payment.REFUNDED;
        }
        world.book().add(payment.line(), Book.Kind.REFUNDED, amount);
        notifier.tell("refund.created", refund, payment);
        if (asked.isInstant()) {
            arrive(refund);
        } else {
            world.after(REFUND_MS, () -> arrive(refund));
        }
        return refund;
    }

    private void arrive(Refund refund) {
        if (refund.status.equals("pending")) {
            refund.status = "processed";
            refund.rrn = world.ids().digits(12);
            notifier.tell("refund.processed", refund, refund.payment);
        }
    }

    /** The payer's bank could not credit it. */
    void fail(Refund refund) {
        if (refund.status.equals("failed")) {
            return;
        }
        refund.status = "failed";
        Payment payment = refund.payment;
        payment.refunded -= refund.amount;
        payment.status = Payment.CAPTURED;
        world.book().add(payment.line(), Book.Kind.REFUND_RETURNED, refund.amount);
        notifier.tell("refund.failed", refund, payment);
    }
}
