package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Stripe sends to the merchant's bank. */
final class Payout implements Item {
    private final String id;
    private final long created;
    final String currency;
    final long amount;
    final long arrivesOn;
    final String trace;
    final Set<String> covers = new HashSet<>();
    String status = "in_transit";

    @Nullable
    BalanceTransaction balance;

    @Nullable
    BalanceTransaction failureBalance;

    Payout(String id, long created, Sum sum, long arrivesOn, String trace) {
        this.id = id;
        this.created = created;
        currency = sum.currency();
        amount = sum.amount();
        this.arrivesOn = arrivesOn;
        this.trace = trace;
    }

    /** How much of what. */
    record Sum(String currency, long amount) {}

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
        boolean isFailed = status.equals("failed");
        json.open().put("id", id).put("object", "payout").put("amount", amount);
        json.putNulls("application_fee", "application_fee_amount");
        json.put("arrival_date", arrivesOn).put("automatic", true);
        Shown.reference(json, "balance_transaction", balance, expand);
        json.put("created", created).put("currency", currency).put("description", "STRIPE PAYOUT");
        json.put("destination", "ba_1Sandbox0000000000000000");
        Shown.reference(json, "failure_balance_transaction", failureBalance, expand);
        json.put("failure_code", isFailed ? "account_closed" : null);
        json.put("failure_message", isFailed ? "The bank account has been closed" : null);
        json.put("livemode", false).putEmptyObject("metadata").put("method", "standard");
        json.putNulls("original_payout", "payout_method").put("reconciliation_status", "completed");
        json.putNull("reversed_by").put("source_type", "card").put("statement_descriptor", "STRIPE");
        json.put("status", status)
                .open("trace_id")
                .put("status", "supported")
                .put("value", trace)
                .close();
        json.put("type", "bank_account").close();
    }
}
