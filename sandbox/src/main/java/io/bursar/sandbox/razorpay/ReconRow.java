package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.faults.Mistakes;
import io.bursar.sandbox.text.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * A line of the settlement report.
 *
 * @param payment what it is about, be it by a refund or a dispute
 * @param debit taken from the merchant
 * @param credit given to the merchant, fees already off
 * @param disputeId null unless a dispute took it
 */
record ReconRow(
        Settlements.Settlement settlement,
        Payment payment,
        String entityId,
        String type,
        long createdAt,
        Sums sums,
        String utr,
        @Nullable String disputeId) {

    /** What the line moves, in paise. */
    record Sums(long amount, long debit, long credit, long fee, long tax) {}

    static ReconRow of(Settlements.Settlement settlement, Payment payment) {
        Sums sums = new Sums(payment.amount, 0, payment.amount - payment.fee, payment.fee, payment.tax);
        return new ReconRow(
                settlement, payment, payment.id(), "payment", payment.createdAt(), sums, settlement.utr(), null);
    }

    static ReconRow of(Settlements.Settlement settlement, Refund refund) {
        Sums sums = new Sums(refund.amount, refund.amount, 0, 0, 0);
        return new ReconRow(
                settlement, refund.payment, refund.id(), "refund", refund.createdAt(), sums, settlement.utr(), null);
    }

    static ReconRow of(Settlements.Settlement settlement, Dispute dispute, String adjustmentId) {
        Sums sums = new Sums(dispute.deducted, dispute.deducted, 0, 0, 0);
        return new ReconRow(
                settlement,
                dispute.payment,
                adjustmentId,
                "adjustment",
                dispute.deductedAt,
                sums,
                settlement.utr(),
                dispute.id());
    }

    long settledAt() {
        return settlement.createdAt();
    }

    ReconRow wronged(Mistakes.Kind kind) {
        Sums was = sums;
        long one = was.debit() > 0 ? 0 : 1;
        Sums wrong =
                switch (kind) {
                    case AMOUNT_OFF ->
                        new Sums(was.amount() + 1, was.debit() + 1 - one, was.credit() + one, was.fee(), was.tax());
                    case WRONG_SIGN -> new Sums(was.amount(), was.credit(), was.debit(), was.fee(), was.tax());
                    default -> was;
                };
        String written = kind == Mistakes.Kind.WRONG_REFERENCE ? Mistakes.misread(utr) : utr;
        return new ReconRow(settlement, payment, entityId, type, createdAt, wrong, written, disputeId);
    }

    void render(JsonWriter json) {
        json.open().put("entity_id", entityId).put("type", type).put("debit", sums.debit());
        json.put("credit", sums.credit()).put("amount", sums.amount()).put("currency", "INR");
        json.put("fee", sums.fee()).put("tax", sums.tax()).put("on_hold", false).put("settled", true);
        json.put("created_at", createdAt).put("settled_at", settledAt()).put("settlement_id", settlement.id());
        json.putNull("posted_at").put("credit_type", "default").put("description", payment.description);
        Body.notes(json, payment.notes);
        json.put("payment_id", type.equals("payment") ? null : payment.id()).put("settlement_utr", utr);
        Order order = payment.order;
        json.put("order_id", order == null ? null : order.id());
        json.put("order_receipt", order == null ? null : order.receipt).put("method", "upi");
        json.putNulls("card_network", "card_issuer", "card_type")
                .put("dispute_id", disputeId)
                .close();
    }
}
