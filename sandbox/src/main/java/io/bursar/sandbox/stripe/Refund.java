package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Captured money on its way back to the payer. */
final class Refund implements Item {
    private final String id;
    private final long created;
    final Charge charge;
    final long amount;
    String status = "succeeded";

    @Nullable
    String reason;

    @Nullable
    String failureReason;

    Map<String, String> metadata = Map.of();

    @Nullable
    BalanceTransaction balance;

    @Nullable
    BalanceTransaction failureBalance;

    Refund(String id, long created, Charge charge, long amount) {
        this.id = id;
        this.created = created;
        this.charge = charge;
        this.amount = amount;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long created() {
        return created;
    }

    @Override
    public void render(JsonWriter json, Expand expand) {
        json.open().put("id", id).put("object", "refund").put("amount", amount);
        Shown.reference(json, "balance_transaction", balance, expand);
        Shown.reference(json, "charge", charge, expand);
        json.put("created", created).put("currency", charge.intent.currency);
        json.open("destination_details").open("card").put("reference_status", "pending");
        json.put("reference_type", "acquirer_reference_number")
                .put("type", "refund")
                .close();
        json.put("type", "card").close();
        if (failureBalance != null) {
            Shown.reference(json, "failure_balance_transaction", failureBalance, expand);
        }
        if (failureReason != null) {
            json.put("failure_reason", failureReason);
        }
        json.put("metadata", metadata);
        Shown.reference(json, "payment_intent", charge.intent, expand);
        if (status.equals("pending")) {
            json.put("pending_reason", "processing");
        }
        json.put("reason", reason).putNulls("receipt_number", "source_transfer_reversal");
        json.put("status", status).putNull("transfer_reversal").close();
    }
}
