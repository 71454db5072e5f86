package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.Tree;
import io.bursar.sandbox.world.Book;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/disputes}. Money is deducted when a dispute is lost, not before. */
final class Disputes {
    private static final long ANSWER_SECONDS = 7 * 86_400;
    private static final int MAX_SUMMARY = 1000;
    private static final Set<String> CONTEST = contest();

    private final Payments payments;
    private final Shelf<Dispute> disputes = new Shelf<>();
    private final Documents documents;

    Disputes(Payments payments) {
        this.payments = payments;
        documents = new Documents(payments);
    }

    private static Set<String> contest() {
        Set<String> names = new HashSet<>(Dispute.PROOFS);
        names.addAll(Set.of("amount", "summary", "others", "action"));
        return Set.copyOf(names);
    }

    Documents documents() {
        return documents;
    }

    List<Dispute> all() {
        return disputes.all();
    }

    HttpAnswer answer(String route, String id, Body body) {
        return switch (route) {
            case "GET" -> disputes.list(body, _ -> true);
            case "GET id" -> HttpAnswer.json(200, disputes.get(id).bytes());
            case "POST id/accept" -> {
                Dispute dispute = disputes.get(id);
                body.allow(Set.of());
                refuseUnlessOpen(dispute);
                decide(dispute, "lost");
                yield HttpAnswer.json(200, dispute.bytes());
            }
            case "PATCH id/contest" -> {
                Dispute dispute = disputes.get(id);
                contest(dispute, body.allow(CONTEST));
                yield HttpAnswer.json(200, dispute.bytes());
            }
            default -> throw RazorpayProblem.bad("The requested URL was not found on the server.");
        };
    }

    /** Opens a dispute of all that was taken and not refunded; null when there is nothing to dispute. */
    @Nullable
    Dispute open(Payment payment, String reason) {
        long amount = payment.refundable();
        if (amount <= 0) {
            return null;
        }
        long respondBy = payments.now() + ANSWER_SECONDS;
        Dispute dispute = new Dispute(
                payments.id("disp_"), payments.now(), payment, new Dispute.Terms(amount, reason, respondBy));
        disputes.add(dispute);
        payment.disputed += amount;
        payments.notifier().tell("payment.dispute.created", payment, dispute);
        payments.world().at((respondBy + 1) * 1000, () -> pastDue(dispute));
        return dispute;
    }

    private void pastDue(Dispute dispute) {
        if (dispute.status.equals(Dispute.OPEN)) {
            decide(dispute, "lost");
        }
    }

    private static void refuseUnlessOpen(Dispute dispute) {
        if (!dispute.status.equals(Dispute.OPEN)) {
            throw RazorpayProblem.bad("Action not allowed when dispute is in " + dispute.status + " status.");
        }
    }

    private void contest(Dispute dispute, Body body) {
        refuseUnlessOpen(dispute);
        String action = body.text("action");
        if (action != null && !action.equals("draft") && !action.equals("submit")) {
            throw RazorpayProblem.field("action", "The selected action is invalid.");
        }
        long contested = body.has("amount") ? body.integer("amount", 0) : dispute.contested;
        if (contested < 0 || contested > dispute.amount) {
            throw RazorpayProblem.field("amount", "contest amount cannot be greater than dispute amount.");
        }
        String summary = body.text("summary");
        if (summary != null && summary.length() > MAX_SUMMARY) {
            throw RazorpayProblem.field("summary", "The summary may not be greater than 1000 characters.");
        }
        for (String proof : Dispute.PROOFS) {
            if (body.has(proof)) {
                refuseUnknown(body.in(proof).tree().texts());
            }
        }
        refuseUnknownOthers(body);
        for (String proof : Dispute.PROOFS) {
            if (body.has(proof)) {
                dispute.proofs.put(proof, body.in(proof).tree().texts());
            }
        }
        dispute.contested = contested;
        dispute.summary = summary == null ? dispute.summary : summary;
        dispute.others = body.has("others") ? body.tree().tree("others") : dispute.others;
        if ("submit".equals(action)) {
            submit(dispute);
        }
    }

    private void submit(Dispute dispute) {
        if (!dispute.hasDocuments()) {
            throw RazorpayProblem.bad("Atleast one document must be provided to contest the dispute.");
        }
        dispute.status = Dispute.UNDER_REVIEW;
        dispute.submittedAt = payments.now();
        payments.notifier().tell("payment.dispute.under_review", dispute.payment, dispute);
    }

    private void refuseUnknownOthers(Body body) {
        Tree others = body.tree().tree("others");
        if (others == null) {
            return;
        }
        for (String name : others.names()) {
            Tree other = others.tree(name);
            Tree ids = other == null ? null : other.tree("document_ids");
            if (other == null || ids == null || other.text("type") == null) {
                throw RazorpayProblem.field("others", "The type and the document ids are required.");
            }
            refuseUnknown(ids.texts());
        }
    }

    private void refuseUnknown(List<String> ids) {
        for (String id : ids) {
            if (!documents.knows(id)) {
                throw RazorpayProblem.bad(
                        "Invalid file id provided or merchant is unauthorized to access the fileId(s)" + " provided");
            }
        }
    }

    /** What the bank decides, by the control API. */
    Dispute decided(String verb, String id) {
        Dispute dispute = disputes.get(id);
        if (dispute.isDecided()) {
            throw RazorpayProblem.bad("Action not allowed when dispute is in " + dispute.status + " status.");
        }
        String status = verb.replace("_dispute", "");
        decide(dispute, status.equals("win") ? "won" : status.equals("lose") ? "lost" : "closed");
        return dispute;
    }

    /** Of a dispute that was won, what was not contested is deducted all the same. */
    private void decide(Dispute dispute, String status) {
        dispute.status = status;
        dispute.deducted = switch (status) {
            case "lost" -> dispute.amount;
            case "won" -> dispute.amount - dispute.contested;
            default -> 0;
        };
        Payment payment = dispute.payment;
        payment.disputed -= dispute.amount - dispute.deducted;
        if (dispute.deducted > 0) {
            dispute.deductedAt = payments.now();
            payments.world().book().add(payment.line(), Book.Kind.DISPUTED, dispute.deducted);
        }
        payments.notifier().tell("payment.dispute." + status, payment, dispute);
    }
}
