package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.faults.Effect;
import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.world.Book;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One try to pay, by UPI. */
final class Payment implements Entity {
    static final String CREATED = "created";
    static final String AUTHORIZED = "authorized";
    static final String CAPTURED = "captured";
    static final String REFUNDED = "refunded";
    static final String FAILED = "failed";

    private final String id;
    private final long createdAt;
    final @Nullable Order order;
    final long amount;
    final List<Refund> refunds = new ArrayList<>(0);
    String status = CREATED;
    String flow = "intent";

    @Nullable
    String vpa;

    @Nullable
    String email;

    @Nullable
    String contact;

    @Nullable
    String description;

    @Nullable
    String customerId;

    @Nullable
    Token token;

    @Nullable
    QrCode qr;

    Map<String, String> notes = Map.of();
    boolean wasCaptured;
    long refunded;
    long fee;
    long tax;

    @Nullable
    String rrn;

    @Nullable
    String failure;

    @Nullable
    String settlementId;
    /** A fault that waits for the payer's answer, or for the capture. */
    Effect plan = Effect.NONE;
    /** Why it failed, in Razorpay's words for machines. */
    String reason = "payment_failed";
    /** Asked back by payers: under dispute now, or lost. */
    long disputed;

    Payment(String id, long createdAt, @Nullable Order order, long amount) {
        this.id = id;
        this.createdAt = createdAt;
        this.order = order;
        this.amount = amount;
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
        return "payment";
    }

    Book.Payment line() {
        return new Book.Payment("razorpay", id, "INR");
    }

    long refundable() {
        return wasCaptured ? amount - refunded - disputed : 0;
    }

    @Override
    public void render(JsonWriter json) {
        json.open().put("id", id).put("entity", "payment").put("amount", amount).put("currency", "INR");
        json.put("status", status)
                .put("order_id", order == null ? null : order.id())
                .putNull("invoice_id");
        json.put("international", false).put("method", "upi").put("amount_refunded", refunded);
        json.put("refund_status", refunded == 0 ? null : refunded < amount ? "partial" : "full");
        json.put("captured", wasCaptured).put("description", description);
        json.putNulls("card_id", "bank", "wallet")
                .put("vpa", vpa)
                .put("email", email)
                .put("contact", contact);
        if (customerId != null) {
            json.put("customer_id", customerId);
        }
        if (token != null) {
            json.put("token_id", token.id());
        }
        Body.notes(json, notes);
        if (wasCaptured) {
            json.put("fee", fee).put("tax", tax);
        } else {
            json.putNulls("fee", "tax");
        }
        boolean isFailed = status.equals(FAILED);
        json.put("error_code", isFailed ? "BAD_REQUEST_ERROR" : null)
                .put("error_description", isFailed ? failure : null);
        json.put("error_source", isFailed ? "customer" : null);
        json.put("error_step", isFailed ? "payment_authentication" : null);
        json.put("error_reason", isFailed ? reason : null);
        json.open("acquirer_data").put("rrn", rrn).close().put("created_at", createdAt);
        json.open("upi")
                .put("payer_account_type", "bank_account")
                .put("vpa", vpa)
                .put("flow", flow)
                .close()
                .close();
    }
}
