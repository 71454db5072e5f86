package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A payer's objection to a captured payment. */
final class Dispute implements Entity {
    static final String OPEN = "open";
    static final String UNDER_REVIEW = "under_review";

    /** Evidence by the ids of documents. */
    static final List<String> PROOFS = List.of(
            "shipping_proof",
            "billing_proof",
            "cancellation_proof",
            "customer_communication",
            "proof_of_service",
            "explanation_letter",
            "refund_confirmation",
            "access_activity_log",
            "refund_cancellation_policy",
            "term_and_conditions");

    private final String id;
    private final long createdAt;
    final Payment payment;
    final long amount;
    final String reason;
    final long respondBy;
    String status = OPEN;
    long deducted;
    long contested;
    long submittedAt;
    /** When the deduction was made; 0 while there is none. */
    long deductedAt;

    @Nullable
    String summary;

    final Map<String, List<String>> proofs = new LinkedHashMap<>();

    @Nullable
    Tree others;

    Dispute(String id, long createdAt, Payment payment, Terms terms) {
        this.id = id;
        this.createdAt = createdAt;
        this.payment = payment;
        amount = terms.amount();
        contested = amount;
        reason = terms.reason();
        respondBy = terms.respondBy();
    }

    /** How a dispute begins. */
    record Terms(long amount, String reason, long respondBy) {}

    @Override
    public String id() {
        return id;
    }

    @Override
    public long createdAt() {
        return createdAt;
    }

    @Override
    public String kind() {
        return "dispute";
    }

    boolean isDecided() {
        return !status.equals(OPEN) && !status.equals(UNDER_REVIEW);
    }

    boolean hasDocuments() {
        return others != null || proofs.values().stream().anyMatch(ids -> !ids.isEmpty());
    }

    @Override
    public void render(JsonWriter json) {
        json.open().put("id", id).put("entity", "dispute").put("payment_id", payment.id());
        json.put("amount", amount).put("currency", "INR").put("amount_deducted", deducted);
        json.put("reason_code", reason).put("respond_by", respondBy).put("status", status);
        json.put("phase", "chargeback").put("created_at", createdAt);
        json.open("evidence").put("amount", contested).put("summary", summary);
        for (String proof : PROOFS) {
            List<String> ids = proofs.getOrDefault(proof, List.of());
            if (ids.isEmpty()) {
                json.putNull(proof);
            } else {
                json.put(proof, ids);
            }
        }
        if (others == null) {
            json.putNull("others");
        } else {
            json.name("others").add(others);
        }
        json.putTime("submitted_at", submittedAt).close().close();
    }
}
