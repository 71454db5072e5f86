package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A payer's objection to a charge. */
final class Dispute implements Item {
    /** Evidence that is given as the id of a file. */
    static final Set<String> FILES = Set.of(
            "cancellation_policy",
            "customer_communication",
            "customer_signature",
            "duplicate_charge_documentation",
            "receipt",
            "refund_policy",
            "service_documentation",
            "shipping_documentation",
            "uncategorized_file");

    /** What evidence may name. */
    static final List<String> EVIDENCE = List.of(
            "access_activity_log",
            "billing_address",
            "cancellation_policy",
            "cancellation_policy_disclosure",
            "cancellation_rebuttal",
            "customer_communication",
            "customer_email_address",
            "customer_name",
            "customer_purchase_ip",
            "customer_signature",
            "duplicate_charge_documentation",
            "duplicate_charge_explanation",
            "duplicate_charge_id",
            "product_description",
            "receipt",
            "refund_policy",
            "refund_policy_disclosure",
            "refund_refusal_explanation",
            "service_date",
            "service_documentation",
            "shipping_address",
            "shipping_carrier",
            "shipping_date",
            "shipping_documentation",
            "shipping_tracking_number",
            "uncategorized_file",
            "uncategorized_text");

    private final String id;
    private final long created;
    final Charge charge;
    final long amount;
    final String reason;
    final long dueBy;
    String status;
    Map<String, String> metadata = Map.of();
    final Map<String, String> evidence = new LinkedHashMap<>();
    final List<BalanceTransaction> balances = new ArrayList<>(2);
    long submissions;
    boolean isPastDue;

    Dispute(String id, long created, Charge charge, long amount, Terms terms) {
        this.id = id;
        this.created = created;
        this.charge = charge;
        this.amount = amount;
        reason = terms.reason();
        status = terms.status();
        dueBy = terms.dueBy();
    }

    /** How a dispute begins. */
    record Terms(String reason, String status, long dueBy) {}

    @Override
    public String id() {
        return id;
    }

    @Override
    public long created() {
        return created;
    }

    boolean isInquiry() {
        return status.startsWith("warning");
    }

    /** Whether evidence is still awaited. */
    boolean isOpen() {
        return status.endsWith("needs_response");
    }

    boolean isDecided() {
        return status.equals("won") || status.equals("lost") || status.equals("warning_closed");
    }

    void take(Tree given) {
        given.leaves().forEach(evidence::put);
    }

    @Override
    public void render(JsonWriter json, Expand expand) {
        json.open().put("id", id).put("object", "dispute").put("amount", amount).openList("balance_transactions");
        balances.forEach(balance -> balance.render(json, Expand.NONE));
        json.closeList();
        Shown.reference(json, "charge", charge, expand);
        json.put("created", created).put("currency", charge.intent.currency);
        json.openList("enhanced_eligibility_types").closeList();
        json.open("evidence");
        for (String name : EVIDENCE) {
            json.put(name, Shown.emptyAsNull(evidence.get(name)));
        }
        json.putEmptyObject("enhanced_evidence").close();
        json.open("evidence_details").putTime("due_by", isDecided() ? 0 : dueBy);
        json.putEmptyObject("enhanced_eligibility").put("has_evidence", !evidence.isEmpty());
        json.put("past_due", isPastDue).put("submission_count", submissions).close();
        json.put("is_charge_refundable", isInquiry() && charge.refundable() > 0);
        json.put("livemode", false).put("metadata", metadata);
        Shown.reference(json, "payment_intent", charge.intent, expand);
        json.open("payment_method_details").open("card").put("brand", charge.method.card.brand());
        json.put("case_type", isInquiry() ? "inquiry" : "chargeback").put("network", charge.method.card.brand());
        json.put("network_reason_code", reason.equals("fraudulent") ? "10.4" : "13.1")
                .close();
        json.put("type", "card").close();
        json.put("reason", reason).put("status", status).close();
    }
}
