package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.text.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a merchant wants paid. */
final class Order implements Entity {
    private final String id;
    private final long createdAt;
    final long amount;
    final @Nullable String receipt;
    final List<Payment> payments = new ArrayList<>(1);
    Map<String, String> notes = Map.of();
    boolean capturesItself;
    long paid;

    @Nullable
    Mandate mandate;

    @Nullable
    Notice notice;

    /** That payments of this order register a consent for later debits. */
    record Mandate(long maxAmount, long expireAt, String frequency, String customerId) {}

    /**
     * That the payer is told of a debit beforehand.
     *
     * @param notBefore when the debit may be made, seconds since 1970
     */
    record Notice(String id, String tokenId, long notBefore) {}

    Order(String id, long createdAt, String receipt, long amount) {
        this.id = id;
        this.createdAt = createdAt;
        this.receipt = receipt.isEmpty() ? null : receipt;
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
        return "order";
    }

    boolean isPaid() {
        return paid >= amount;
    }

    @Override
    public void render(JsonWriter json) {
        json.open().put("id", id).put("entity", "order").put("amount", amount).put("amount_paid", paid);
        json.put("amount_due", amount - paid).put("currency", "INR").put("receipt", receipt);
        Notice told = notice;
        if (told != null) {
            json.open("notification").put("token_id", told.tokenId()).put("payment_after", told.notBefore());
            json.put("id", told.id()).close();
        }
        json.putNull("offer_id").put("status", isPaid() ? "paid" : payments.isEmpty() ? "created" : "attempted");
        json.put("attempts", payments.size());
        Body.notes(json, notes);
        json.put("created_at", createdAt).close();
    }
}
