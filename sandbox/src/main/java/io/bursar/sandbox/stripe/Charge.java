package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One try to move money for an intent. */
final class Charge implements Item {
    private final String id;
    private final long created;
    final PaymentIntent intent;
    final PaymentMethod method;
    final List<Refund> refunds = new ArrayList<>(0);
    long amount;
    long captured;
    /** Captured money sent back. */
    long refunded;
    /** Reserved money given back without having been taken; Stripe counts it as refunded. */
    long released;

    String status = "succeeded";
    boolean isCaptured;
    /** Was disputed, however that ended. */
    boolean isDisputed;
    /** The disputed money is gone, for now or for good. */
    boolean isWithdrawn;

    long captureBefore;
    TestCard.@Nullable Decline decline;
    /** How 3-D Secure went; null when it was not done. */
    @Nullable
    String threeDsResult;

    String threeDsFlow = "challenge";

    @Nullable
    BalanceTransaction balance;

    Map<String, String> metadata;

    @Nullable
    String receiptEmail;

    @Nullable
    String authorizationCode;

    Charge(String id, long created, PaymentIntent intent, PaymentMethod method) {
        this.id = id;
        this.created = created;
        this.intent = intent;
        this.method = method;
        amount = intent.amount;
        metadata = intent.metadata;
        receiptEmail = intent.receiptEmail;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long created() {
        return created;
    }

    boolean isPaid() {
        return status.equals("succeeded");
    }

    /** What may still be refunded. */
    long refundable() {
        return captured - refunded;
    }

    @Override
    public void render(JsonWriter json, Expand expand) {
        json.open().put("id", id).put("object", "charge").put("amount", amount).put("amount_captured", captured);
        json.put("amount_refunded", refunded + released);
        json.putNulls("application", "application_fee", "application_fee_amount");
        Shown.reference(json, "balance_transaction", balance, expand);
        Shown.billing(json, method.billing);
        json.put("calculated_statement_descriptor", intent.descriptor == null ? "BURSAR SANDBOX" : intent.descriptor);
        json.put("captured", isCaptured).put("created", created).put("currency", intent.currency);
        Shown.reference(json, "customer", intent.customer, expand);
        json.put("description", intent.description).put("disputed", isDisputed);
        json.putNull("failure_balance_transaction");
        json.put("failure_code", decline == null ? null : decline.code());
        json.put("failure_message", decline == null ? null : decline.message());
        json.putEmptyObject("fraud_details")
                .put("livemode", false)
                .put("metadata", metadata)
                .putNull("on_behalf_of");
        outcome(json);
        json.put("paid", isPaid());
        Shown.reference(json, "payment_intent", intent, expand);
        json.put("payment_method", method.id());
        details(json);
        json.putEmptyObject("radar_options").put("receipt_email", receiptEmail);
        json.putNulls("receipt_number", "receipt_url");
        json.put("refunded", amount > 0 && isPaid() && refunded + released >= amount);
        if (expand.has("refunds")) {
            refunds(json, expand.in("refunds").in("data"));
        }
        json.putNull("review");
        Shown.shipping(json, intent.shipping);
        json.putNull("source_transfer").put("statement_descriptor", intent.descriptor);
        json.put("statement_descriptor_suffix", intent.descriptorSuffix).put("status", status);
        json.putNull("transfer_data")
                .put("transfer_group", intent.transferGroup)
                .close();
    }

    private void refunds(JsonWriter json, Expand expand) {
        json.open("refunds").put("object", "list").openList("data");
        for (int i = refunds.size() - 1; i >= 0; i--) {
            refunds.get(i).render(json, expand);
        }
        json.closeList()
                .put("has_more", false)
                .put("url", "/v1/charges/" + id + "/refunds")
                .close();
    }

    private void outcome(JsonWriter json) {
        boolean isBlocked = method.card.does() == TestCard.Does.BLOCKED;
        boolean isElevated = method.card.does() == TestCard.Does.ELEVATED_RISK;
        json.open("outcome").put("advice_code", isPaid() || isBlocked ? null : "try_again_later");
        json.putNull("network_advice_code").put("network_decline_code", isPaid() || isBlocked ? null : "01");
        json.put(
                "network_status",
                isPaid() ? "approved_by_network" : isBlocked ? "not_sent_to_network" : "declined_by_network");
        json.put("reason", reason(isBlocked, isElevated));
        json.put("risk_level", isBlocked ? "highest" : isElevated ? "elevated" : "normal");
        json.put("risk_score", isBlocked ? 95 : isElevated ? 70 : 20);
        json.put("seller_message", isPaid() ? "Payment complete." : "The bank did not return any further details.");
        json.put("type", isPaid() ? "authorized" : isBlocked ? "blocked" : "issuer_declined")
                .close();
    }

    private @Nullable String reason(boolean isBlocked, boolean isElevated) {
        if (isBlocked) {
            return "highest_risk_level";
        }
        if (decline != null) {
            return decline.declineCode() == null ? decline.code() : decline.declineCode();
        }
        return isElevated ? "elevated_risk_level" : null;
    }

    private void details(JsonWriter json) {
        TestCard card = method.card;
        json.open("payment_method_details").open("card").put("amount_authorized", isPaid() ? amount : 0);
        json.put("authorization_code", authorizationCode).put("brand", card.brand());
        if (captureBefore > 0) {
            json.put("capture_before", captureBefore);
        }
        method.checks(json);
        json.put("country", card.country()).put("exp_month", method.expiryMonth).put("exp_year", method.expiryYear);
        json.open("extended_authorization").put("status", "disabled").close();
        json.put("fingerprint", method.fingerprint).put("funding", card.funding());
        json.open("incremental_authorization").put("status", intent.takesIncrements ? "available" : "unavailable");
        json.close().putNull("installments").put("last4", card.last4());
        json.put("mandate", intent.mandate == null ? null : intent.mandate.id());
        json.open("multicapture")
                .put("status", intent.takesCaptures ? "available" : "unavailable")
                .close();
        json.put("network", card.brand());
        json.open("network_token").put("used", false).close().put("network_transaction_id", "nti" + id.substring(3));
        json.open("overcapture")
                .put("maximum_amount_capturable", amount)
                .put("status", "unavailable")
                .close();
        json.put("regulated_status", "unregulated");
        threeDs(json);
        json.putNull("wallet").close().put("type", "card").close();
    }

    private void threeDs(JsonWriter json) {
        if (threeDsResult == null) {
            json.putNull("three_d_secure");
            return;
        }
        boolean isDone = threeDsResult.equals("authenticated");
        json.open("three_d_secure").put("authentication_flow", isDone ? threeDsFlow : null);
        json.put("electronic_commerce_indicator", isDone ? "05" : "07").put("result", threeDsResult);
        json.put("result_reason", isDone ? null : "protocol_error").put("transaction_id", "dst" + id.substring(3));
        json.put("version", "2.2.0").close();
    }
}
