package io.bursar.disputes.decide;

import java.util.List;
import java.util.Set;

/** What evidence may name, as in Stripe's API. */
public final class EvidenceNames {
    /** Evidence that is given as the id of a file. */
    public static final Set<String> FILES = Set.of(
            "cancellation_policy",
            "customer_communication",
            "customer_signature",
            "duplicate_charge_documentation",
            "receipt",
            "refund_policy",
            "service_documentation",
            "shipping_documentation",
            "uncategorized_file");

    /** All of it, in the order in which it is shown. */
    public static final List<String> ALL = List.of(
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

    /** Longest text, in characters. */
    public static final int TEXT_MAX = 20_000;

    /** Longest of all texts together. */
    public static final int TEXTS_MAX = 150_000;

    private EvidenceNames() {}
}
