package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * A movement on the merchant's balance at Stripe.
 *
 * @param kind as Stripe's {@code type}
 * @param category as {@code reporting_category}
 * @param amount minor units, negative when it leaves the merchant
 * @param fee what Stripe keeps of it, negative when a fee is given back
 * @param availableOn from when it can be paid out, in seconds since 1970
 */
record BalanceTransaction(
        String id,
        long created,
        String kind,
        String category,
        Item source,
        String currency,
        long amount,
        long fee,
        long availableOn,
        Balances balances)
        implements Item {

    long net() {
        return amount - fee;
    }

    boolean isAvailable() {
        return balances.isAvailable(this);
    }

    @Override
    public void render(JsonWriter json, Expand expand) {
        json.open().put("id", id).put("object", "balance_transaction").put("amount", amount);
        json.put("available_on", availableOn).put("balance_type", "payments").put("created", created);
        json.put("currency", currency)
                .put("description", description())
                .putNull("exchange_rate")
                .put("fee", fee);
        json.openList("fee_details");
        if (fee != 0) {
            json.open().put("amount", fee).putNull("application").put("currency", currency);
            json.put("description", kind.equals("adjustment") ? "Dispute fee" : "Stripe processing fees");
            json.put("type", "stripe_fee").close();
        }
        json.closeList().put("net", net()).put("reporting_category", category);
        Shown.reference(json, "source", source, expand);
        json.put("status", isAvailable() ? "available" : "pending")
                .put("type", kind)
                .close();
    }

    private @Nullable String description() {
        return switch (category) {
            case "charge" -> source instanceof Charge charge ? charge.intent.description : null;
            case "refund" -> "REFUND FOR CHARGE";
            case "refund_failure" -> "REFUND FAILURE";
            case "dispute" -> "Chargeback withdrawal";
            case "dispute_reversal" -> "Chargeback reversal";
            case "payout" -> "STRIPE PAYOUT";
            default -> null;
        };
    }
}
