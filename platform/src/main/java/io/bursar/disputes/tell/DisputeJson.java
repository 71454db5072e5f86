package io.bursar.disputes.tell;

import io.bursar.api.JsonOut;
import io.bursar.disputes.decide.Dispute;
import io.bursar.disputes.decide.EvidenceNames;
import io.bursar.disputes.decide.Submission;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodType;
import io.bursar.money.PublicId;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Disputing;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import io.bursar.payments.tell.BalanceJson;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A dispute in the shape of Stripe's, with {@code gateway} and {@code submission} of ours. */
public final class DisputeJson {
    private DisputeJson() {}

    public static void write(JsonOut out, Dispute dispute, Payment payment) {
        Attempt charge = payment.attempt(dispute.of().charge());
        String currency = dispute.amount().currency().code();
        out.text("id", dispute.publicId())
                .text("object", "dispute")
                .integer("amount", dispute.amount().minor())
                .list(
                        "balance_transactions",
                        Disputing.balances(charge, dispute.of().provider()),
                        (each, row) -> BalanceJson.write(each, row, currency))
                .text("charge", PublicNames.charge(dispute.of().charge()))
                .integer("created", dispute.createdAt().getEpochSecond())
                .text("currency", currency)
                .texts("enhanced_eligibility_types", java.util.List.of())
                .object("evidence", evidence -> evidence(evidence, dispute))
                .object("evidence_details", details -> details(details, dispute))
                .text("gateway", dispute.of().gateway())
                .text("gateway_dispute", dispute.of().provider())
                .flag("is_charge_refundable", isRefundable(dispute, charge))
                .flag("livemode", false)
                .texts("metadata", dispute.answering().metadata())
                .text("payment_intent", PublicId.of(Payment.PREFIX, dispute.of().payment()));
        method(out, dispute, charge.details().known());
        out.text("reason", dispute.reason()).text("status", dispute.state().text());
        submission(out, dispute.open().orElse(null));
    }

    private static boolean isRefundable(Dispute dispute, Attempt charge) {
        return dispute.state().isInquiry() && charge.refundable() > 0 && !Disputing.isWithdrawn(charge);
    }

    private static void evidence(JsonOut out, Dispute dispute) {
        for (String name : EvidenceNames.ALL) {
            out.text(name, dispute.answering().evidence().get(name));
        }
        out.object("enhanced_evidence", none -> {});
    }

    private static void details(JsonOut out, Dispute dispute) {
        Instant due = dispute.dueBy();
        out.integer("due_by", due == null ? null : (Long) due.getEpochSecond())
                .object("enhanced_eligibility", none -> {})
                .flag("has_evidence", !dispute.answering().evidence().isEmpty())
                .flag("past_due", dispute.answering().isPastDue())
                .integer("submission_count", dispute.given());
    }

    private static void method(JsonOut out, Dispute dispute, @Nullable MethodDetails known) {
        MethodDetails.Card card = known == null ? null : known.card();
        if (known == null || known.type() != MethodType.CARD || card == null) {
            out.text("payment_method_details", null);
            return;
        }
        out.object(
                "payment_method_details",
                details -> details.object(
                                "card",
                                inner -> inner.text("brand", card.brand())
                                        .text("case_type", dispute.state().isInquiry() ? "inquiry" : "chargeback")
                                        .text("network", card.brand())
                                        .text("network_reason_code", null))
                        .text("type", "card"));
    }

    /** What is on its way to the gateway; null: nothing. */
    private static void submission(JsonOut out, @Nullable Submission open) {
        if (open == null) {
            out.text("submission", null);
            return;
        }
        out.object(
                "submission",
                submission -> submission
                        .text("kind", open.kind().text())
                        .text("status", open.state() == Submission.State.UNKNOWN ? "unknown" : "prepared")
                        .integer("created", open.createdAt().getEpochSecond()));
    }
}
