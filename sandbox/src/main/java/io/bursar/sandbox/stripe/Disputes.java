package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.Tree;
import io.bursar.sandbox.world.Book;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/disputes}. */
final class Disputes {
    private static final Set<String> UPDATE = Set.of("evidence", "metadata", "submit");
    private static final long DAY_SECONDS = 86_400;
    private static final long ANSWER_DAYS = 9;
    private static final String WINNING = "winning_evidence";
    private static final String LOSING = "losing_evidence";

    private final State state;
    private final Balances balances;

    Disputes(State state, Balances balances) {
        this.state = state;
        this.balances = balances;
    }

    HttpAnswer answer(Request request) {
        Params params = request.params();
        return switch (request.route()) {
            case "GET" -> list(request);
            case "GET id" -> Replies.one(state.disputes.get(request.id(), "id"), request);
            case "POST id" -> {
                Dispute dispute = state.disputes.get(request.id(), "id");
                update(dispute, params.allow(UPDATE));
                yield Replies.one(dispute, request);
            }
            case "POST id/close" -> {
                Dispute dispute = state.disputes.get(request.id(), "id");
                params.allow(Set.of());
                refuseUnlessOpen(dispute);
                decide(dispute, dispute.isInquiry() ? "warning_closed" : "lost");
                yield Replies.one(dispute, request);
            }
            default -> throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
        };
    }

    private HttpAnswer list(Request request) {
        Params params = Replies.listParams(request, Set.of("charge", "payment_intent"));
        @Nullable String charge = params.text("charge");
        @Nullable String intent = params.text("payment_intent");
        return Listing.page(
                state.disputes,
                request,
                dispute -> (charge == null || charge.equals(dispute.charge.id()))
                        && (intent == null || intent.equals(dispute.charge.intent.id())));
    }

    /** Some test cards dispute what was taken from them, at once. */
    void afterCapture(Charge charge) {
        if (charge.isDisputed || charge.intent.capturable > 0) {
            return;
        }
        switch (charge.method.card.does()) {
            case DISPUTE_FRAUDULENT -> open(charge, "fraudulent");
            case DISPUTE_NOT_RECEIVED -> open(charge, "product_not_received");
            case DISPUTE_INQUIRY -> begin(charge, "fraudulent", "warning_needs_response");
            default -> {
                return;
            }
        }
    }

    /** Opens a dispute of all that was taken and not refunded; null when there is nothing, or there is one already. */
    @Nullable
    Dispute open(Charge charge, String reason) {
        return begin(charge, reason, "needs_response");
    }

    /** Opens a dispute of an amount, as banks do that know nothing of refunds; null when it is more than was taken. */
    @Nullable
    Dispute open(Charge charge, String reason, long amount) {
        return begin(charge, reason, "needs_response", amount);
    }

    private @Nullable Dispute begin(Charge charge, String reason, String status) {
        return begin(charge, reason, status, charge.refundable());
    }

    private @Nullable Dispute begin(Charge charge, String reason, String status, long amount) {
        if (charge.isDisputed || amount <= 0 || amount > charge.captured) {
            return null;
        }
        long dueBy = (state.now() / DAY_SECONDS + ANSWER_DAYS) * DAY_SECONDS + DAY_SECONDS - 1;
        Dispute dispute =
                new Dispute(state.id("du_"), state.now(), charge, amount, new Dispute.Terms(reason, status, dueBy));
        state.disputes.add(dispute);
        charge.isDisputed = true;
        state.events().tell("charge.dispute.created", dispute);
        if (!dispute.isInquiry()) {
            withdraw(dispute);
        }
        state.world.at((dueBy + 1) * 1000, () -> pastDue(dispute));
        return dispute;
    }

    private void withdraw(Dispute dispute) {
        dispute.charge.isWithdrawn = true;
        String currency = dispute.charge.intent.currency;
        long fee = Balances.disputeFee(currency);
        dispute.balances.add(balances.add(
                new Balances.Movement("adjustment", "dispute", dispute, currency, -dispute.amount, fee), true));
        Book.Payment payment = dispute.charge.intent.payment();
        state.book().add(payment, Book.Kind.DISPUTED, dispute.amount);
        state.book().add(payment, Book.Kind.FEES, fee);
        state.events().tell("charge.dispute.funds_withdrawn", dispute);
    }

    private void pastDue(Dispute dispute) {
        dispute.isPastDue = true;
        if (dispute.isOpen()) {
            decide(dispute, dispute.isInquiry() ? "warning_closed" : "lost");
        }
    }

    private static void refuseUnlessOpen(Dispute dispute) {
        if (!dispute.isOpen()) {
            throw StripeProblem.state(
                    "dispute_already_closed", "This dispute is already closed or under review: " + dispute.status);
        }
    }

    private void refuseUnknownFile(String name, @Nullable String id) {
        if (id != null && !id.isEmpty() && Dispute.FILES.contains(name)) {
            state.files.refer(id, "evidence[" + name + "]");
        }
    }

    private void update(Dispute dispute, Params params) {
        dispute.metadata = params.metadata(dispute.metadata);
        Tree evidence = params.tree().tree("evidence");
        if (evidence != null) {
            refuseUnlessOpen(dispute);
            for (String name : evidence.names()) {
                if (!Dispute.EVIDENCE.contains(name) && !name.equals("enhanced_evidence")) {
                    throw StripeProblem.unknown("evidence[" + name + "]");
                }
                refuseUnknownFile(name, evidence.text(name));
            }
            dispute.take(evidence);
        }
        boolean isSubmitted = evidence != null && (!params.has("submit") || params.isTrue("submit"));
        String before = dispute.status;
        if (isSubmitted || (params.isTrue("submit") && dispute.isOpen())) {
            dispute.submissions++;
            dispute.status = dispute.isInquiry() ? "warning_under_review" : "under_review";
        }
        state.events().tell("charge.dispute.updated", dispute, json -> json.put("status", before));
        String said = dispute.evidence.getOrDefault("uncategorized_text", "");
        if (dispute.status.endsWith("under_review") && said.equals(WINNING)) {
            decide(dispute, dispute.isInquiry() ? "warning_closed" : "won");
        } else if (dispute.status.endsWith("under_review") && said.equals(LOSING)) {
            decide(dispute, dispute.isInquiry() ? "warning_closed" : "lost");
        }
    }

    /** Ends it: {@code won}, {@code lost} or {@code warning_closed}. */
    void decide(Dispute dispute, String status) {
        if (dispute.isDecided()) {
            return;
        }
        String before = dispute.status;
        dispute.status = status;
        dispute.charge.isWithdrawn = status.equals("lost");
        state.events().tell("charge.dispute.closed", dispute, json -> json.put("status", before));
        if (status.equals("won")) {
            String currency = dispute.charge.intent.currency;
            long fee = Balances.disputeFee(currency);
            dispute.balances.add(balances.add(
                    new Balances.Movement("adjustment", "dispute_reversal", dispute, currency, dispute.amount, -fee),
                    true));
            Book.Payment payment = dispute.charge.intent.payment();
            state.book().add(payment, Book.Kind.REINSTATED, dispute.amount);
            state.book().add(payment, Book.Kind.FEES_RETURNED, fee);
            state.events().tell("charge.dispute.funds_reinstated", dispute);
        }
    }
}
