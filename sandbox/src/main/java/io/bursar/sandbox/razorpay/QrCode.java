package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.text.JsonWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A code that payers scan with their UPI app. */
final class QrCode implements Entity {
    private final String id;
    private final long createdAt;
    final Terms terms;

    @Nullable
    String name;

    @Nullable
    String description;

    @Nullable
    String customerId;

    Map<String, String> notes = Map.of();
    long received;
    long payments;
    long closedAt;

    @Nullable
    String closeReason;

    /**
     * What the code is for.
     *
     * @param amount 0 when the payer chooses
     * @param closeBy 0 for never, otherwise seconds since 1970
     */
    record Terms(boolean isSingleUse, long amount, long closeBy, String imageUrl) {}

    QrCode(String id, long createdAt, Terms terms) {
        this.id = id;
        this.createdAt = createdAt;
        this.terms = terms;
    }

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
        return "qr_code";
    }

    boolean isClosed() {
        return closeReason != null;
    }

    @Override
    public void render(JsonWriter json) {
        json.open()
                .put("id", id)
                .put("entity", "qr_code")
                .put("created_at", createdAt)
                .put("name", name);
        json.put("usage", terms.isSingleUse() ? "single_use" : "multiple_use").put("type", "upi_qr");
        json.put("image_url", terms.imageUrl()).putTime("payment_amount", terms.amount());
        json.put("status", isClosed() ? "closed" : "active").put("description", description);
        json.put("fixed_amount", terms.amount() > 0).put("payments_amount_received", received);
        json.put("payments_count_received", payments);
        Body.notes(json, notes);
        json.put("customer_id", customerId).putTime("close_by", terms.closeBy()).putTime("closed_at", closedAt);
        json.put("close_reason", closeReason).close();
    }
}
