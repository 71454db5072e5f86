package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.text.JsonWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Money on its way back to the payer. */
final class Refund implements Entity {
    private final String id;
    private final long createdAt;
    final Payment payment;
    final long amount;
    final boolean isInstant;
    String status = "pending";

    @Nullable
    String receipt;

    @Nullable
    String rrn;

    Map<String, String> notes = Map.of();

    @Nullable
    String settlementId;

    Refund(String id, long createdAt, Payment payment, Asked asked) {
        this.id = id;
        this.createdAt = createdAt;
        this.payment = payment;
        amount = asked.amount();
        isInstant = asked.isInstant();
    }

    /** How much, and how fast. */
    record Asked(long amount, boolean isInstant) {}

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
        return "refund";
    }

    @Override
    public void render(JsonWriter json) {
        json.open().put("id", id).put("entity", "refund").put("amount", amount).put("currency", "INR");
        json.put("payment_id", payment.id());
        Body.notes(json, notes);
        json.put("receipt", receipt).open("acquirer_data").put("rrn", rrn).close();
        json.put("created_at", createdAt).putNull("batch_id").put("status", status);
        json.put("speed_processed", isInstant ? "instant" : "normal");
        json.put("speed_requested", isInstant ? "optimum" : "normal").close();
    }
}
