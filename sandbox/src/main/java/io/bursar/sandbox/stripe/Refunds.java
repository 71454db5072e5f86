package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.world.Book;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/refunds}. */
final class Refunds {
    private static final Set<String> CREATE =
            Set.of("amount", "charge", "payment_intent", "reason", "metadata", "instructions_email", "currency");
    private static final List<String> REASONS = List.of("duplicate", "fraudulent", "requested_by_customer");
    /** When refunds that end later do: as a bank would, in days, but in seconds. */
    private static final long LATER_MS = 5_000;

    private final State state;
    private final Balances balances;

    Refunds(State state, Balances balances) {
        this.state = state;
        this.balances = balances;
    }

    HttpAnswer answer(Request request) {
        Params params = request.params();
        return switch (request.route()) {
            case "POST" -> Replies.one(create(params.allow(CREATE)), request);
            case "GET" -> list(request);
            case "GET id" -> Replies.one(state.refunds.get(request.id(), "id"), request);
            case "POST id" -> {
                Refund refund = state.refunds.get(request.id(), "id");
                refund.metadata = params.allow(Set.of("metadata")).metadata(refund.metadata);
                state.events().tell("refund.updated", refund, json -> {});
                yield Replies.one(refund, request);
            }
            case "POST id/cancel" -> {
                params.allow(Set.of());
                yield Replies.one(cancel(state.refunds.get(request.id(), "id")), request);
            }
            default -> throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
        };
    }

    private HttpAnswer list(Request request) {
        Params params = Replies.listParams(request, Set.of("charge", "payment_intent"));
        @Nullable String charge = params.text("charge");
        @Nullable String intent = params.text("payment_intent");
        return Listing.page(
                state.refunds,
                request,
                refund -> (charge == null || charge.equals(refund.charge.id()))
                        && (intent == null || intent.equals(refund.charge.intent.id())));
    }

    private Charge meant(Params params) {
        String charge = params.text("charge");
        String intent = params.text("payment_intent");
        if (charge != null) {
            return state.charges.refer(charge, "charge");
        }
        if (intent == null) {
            throw StripeProblem.invalid(
                    "One of the following params should be provided for this request: " + "payment_intent or charge.",
                    null);
        }
        PaymentIntent found = state.intents.refer(intent, "payment_intent");
        if (found.charge == null || !found.charge.isPaid()) {
            throw StripeProblem.invalid(
                    "This PaymentIntent (" + intent + ") does not have a successful charge to refund.", null);
        }
        return found.charge;
    }

    private Refund create(Params params) {
        Charge charge = meant(params);
        String reason = params.oneOf("reason", "", REASONS);
        if (!charge.isPaid() || !charge.isCaptured) {
            throw StripeProblem.state(
                    "charge_not_refundable",
                    "The charge " + charge.id() + " has not been captured: cancel the PaymentIntent instead.");
        }
        if (charge.isWithdrawn) {
            throw StripeProblem.state(
                    "charge_disputed", "Charge " + charge.id() + " has been charged back; cannot issue a refund.");
        }
        if (charge.refundable() == 0) {
            throw StripeProblem.state(
                    "charge_already_refunded", "Charge " + charge.id() + " has already been refunded.");
        }
        long amount = params.has("amount") ? params.positive("amount") : charge.refundable();
        if (amount > charge.refundable()) {
            throw StripeProblem.invalid(
                    "Refund amount (" + amount + ") is greater than unrefunded amount on charge (" + charge.refundable()
                            + ").",
                    "amount");
        }
        Refund refund = begin(charge, amount);
        refund.reason = reason.isEmpty() ? null : reason;
        refund.metadata = params.metadata(refund.metadata);
        told(refund);
        return refund;
    }

    /** Sends money back though nobody called: as from Stripe's own pages. All that is left of the charge. */
    void byProvider(Charge charge) {
        if (charge.refundable() > 0 && !charge.isWithdrawn) {
            refund(charge, charge.refundable());
        }
    }

    /** The same, a part of it. Returns the refund. */
    Refund refund(Charge charge, long amount) {
        Refund refund = begin(charge, amount);
        told(refund);
        return refund;
    }

    private Refund begin(Charge charge, long amount) {
        Refund refund = new Refund(state.id("re_3"), state.now(), charge, amount);
        state.refunds.add(refund);
        charge.refunds.add(refund);
        charge.refunded += amount;
        boolean isLater = charge.method.card.does() == TestCard.Does.REFUND_PENDING;
        refund.status = isLater ? "pending" : "succeeded";
        refund.balance = balances.add(
                new Balances.Movement("refund", "refund", refund, charge.intent.currency, -amount, 0), true);
        state.book().add(charge.intent.payment(), Book.Kind.REFUNDED, amount);
        return refund;
    }

    private void told(Refund refund) {
        Charge charge = refund.charge;
        state.events().tell("refund.created", refund);
        long before = charge.refunded + charge.released - refund.amount;
        state.events().tell("charge.refunded", charge, json -> json.put("amount_refunded", before));
        TestCard.Does does = charge.method.card.does();
        if (does == TestCard.Does.REFUND_PENDING) {
            state.world.after(LATER_MS, () -> arrive(refund));
        } else if (does == TestCard.Does.REFUND_FAILS) {
            state.world.after(LATER_MS, () -> fail(refund, "lost_or_stolen_card"));
        }
    }

    private void arrive(Refund refund) {
        if (refund.status.equals("pending")) {
            refund.status = "succeeded";
            state.events().tell("refund.updated", refund, json -> json.put("status", "pending"));
            state.events().tell("charge.refund.updated", refund, json -> json.put("status", "pending"));
        }
    }

    /** The payer's bank could not credit it: the money comes back. */
    void fail(Refund refund, String reason) {
        if (refund.status.equals("failed") || refund.status.equals("canceled")) {
            return;
        }
        String before = refund.status;
        undo(refund, "failed", "refund_failure");
        refund.failureReason = reason;
        state.events().tell("refund.failed", refund, json -> json.put("status", before));
        state.events().tell("refund.updated", refund, json -> json.put("status", before));
        state.events().tell("charge.refund.updated", refund, json -> json.put("status", before));
    }

    private void undo(Refund refund, String status, String kind) {
        refund.status = status;
        refund.charge.refunded -= refund.amount;
        refund.failureBalance = balances.add(
                new Balances.Movement(kind, kind, refund, refund.charge.intent.currency, refund.amount, 0), true);
        state.book().add(refund.charge.intent.payment(), Book.Kind.REFUND_RETURNED, refund.amount);
    }

    private Refund cancel(Refund refund) {
        if (!refund.status.equals("pending") && !refund.status.equals("requires_action")) {
            throw StripeProblem.state(
                    "refund_unexpected_state",
                    "Refund " + refund.id() + " cannot be canceled because it has a status of " + refund.status + ".");
        }
        String before = refund.status;
        undo(refund, "canceled", "refund_failure");
        state.events().tell("refund.updated", refund, json -> json.put("status", before));
        state.events().tell("charge.refund.updated", refund, json -> json.put("status", before));
        return refund;
    }
}
