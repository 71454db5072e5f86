package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.world.Call;
import io.bursar.sandbox.world.Glimpse;
import io.bursar.sandbox.world.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens at Stripe without a call of the merchant's: the payer at the issuer's page, Stripe's own pages, banks.
 * Each is journalled as a call of the method {@code ACTION}.
 */
public final class StripeActions {
    static final String METHOD = "ACTION";

    private final State state;
    private final Confirmation confirmation;
    private final SetupIntents setups;
    private final Refunds refunds;
    private final Disputes disputes;

    StripeActions(State state, Confirmation confirmation, SetupIntents setups, Refunds refunds, Disputes disputes) {
        this.state = state;
        this.confirmation = confirmation;
        this.setups = setups;
        this.refunds = refunds;
        this.disputes = disputes;
    }

    /** What the issuer's page shows; the amount is 0 where a card is only kept for later. */
    public record Challenge(
            String id,
            long amountMinor,
            String currency,
            @Nullable String returnUrl,
            String clientSecret,
            boolean isOpen) {}

    /** The challenge of an intent; null when the secret is not the intent's. */
    public @Nullable Challenge challenge(String id, String secret) {
        return state.world.read(() -> {
            PaymentIntent intent = state.intents.find(id);
            if (intent != null && intent.clientSecret.endsWith("_secret_" + secret)) {
                boolean isOpen = intent.status.equals(PaymentIntent.NEEDS_ACTION);
                return new Challenge(id, intent.amount, intent.currency, intent.returnUrl, intent.clientSecret, isOpen);
            }
            SetupIntent setup = state.setups.find(id);
            if (setup != null && setup.clientSecret.endsWith("_secret_" + secret)) {
                boolean isOpen = setup.status.equals(PaymentIntent.NEEDS_ACTION);
                return new Challenge(id, 0, "", setup.returnUrl, setup.clientSecret, isOpen);
            }
            return null;
        });
    }

    /**
     * Does it, journalled.
     *
     * @param verb {@code authenticate}, {@code reject}, {@code unavailable}, {@code refund}, {@code fail_refund},
     *     {@code dispute}, {@code win}, {@code lose}, {@code fail_payout} or {@code expire}
     * @param id of what it is done to
     * @param detail an amount or a reason; empty for the usual
     */
    public HttpAnswer act(World world, String verb, String id, String detail) {
        return world.change(Call.of(StripeGateway.PLAYER, METHOD, verb + "/" + id, detail));
    }

    HttpAnswer apply(Call call) {
        String[] words = call.path().split("/", 2);
        try {
            Item done = done(words[0], words[1], call.body());
            return done == null
                    ? HttpAnswer.json(409, "{\"error\":{\"message\":\"Its state does not allow that.\"}}")
                    : HttpAnswer.json(200, done.snapshot());
        } catch (StripeProblem problem) {
            return problem.answer("");
        }
    }

    private @Nullable Item done(String verb, String id, String detail) {
        return switch (verb) {
            case "authenticate" -> answered(id, Confirmation.Verdict.AUTHENTICATED);
            case "reject" -> answered(id, Confirmation.Verdict.REJECTED);
            case "unavailable" -> answered(id, Confirmation.Verdict.UNAVAILABLE);
            case "refund" -> refund(id, detail);
            case "fail_refund" -> {
                Refund refund = state.refunds.get(id, "refund");
                refunds.fail(refund, detail.isEmpty() ? "unknown" : detail);
                yield refund;
            }
            case "dispute" -> dispute(charge(id), detail);
            case "win", "lose" -> {
                Dispute dispute = state.disputes.get(id, "dispute");
                disputes.decide(dispute, dispute.isInquiry() ? "warning_closed" : verb.equals("win") ? "won" : "lost");
                yield dispute;
            }
            case "fail_payout" -> {
                Payout payout = state.payouts().get(id);
                state.payouts().fail(payout);
                yield payout;
            }
            default -> throw StripeProblem.invalid("There is no action " + verb + ".", "action");
        };
    }

    /** @param detail an amount, whatever was refunded of it; or a reason; empty for the usual */
    private @Nullable Item dispute(Charge charge, String detail) {
        return detail.matches("[1-9][0-9]{0,12}")
                ? disputes.open(charge, "fraudulent", Long.parseLong(detail))
                : disputes.open(charge, detail.isEmpty() ? "fraudulent" : detail);
    }

    private Item answered(String id, Confirmation.Verdict verdict) {
        SetupIntent setup = state.setups.find(id);
        if (setup != null) {
            setups.authenticated(setup, verdict);
            return setup;
        }
        PaymentIntent intent = state.intents.get(id, "intent");
        confirmation.authenticated(intent, verdict);
        return intent;
    }

    /** The charge, or the intent's latest. */
    private Charge charge(String id) {
        PaymentIntent intent = state.intents.find(id);
        if (intent == null) {
            return state.charges.get(id, "charge");
        }
        if (intent.charge == null) {
            throw StripeProblem.invalid("The intent has no charge.", "id");
        }
        return intent.charge;
    }

    private @Nullable Item refund(String id, String amount) {
        Charge charge = charge(id);
        long wanted = amount.isEmpty() ? charge.refundable() : Long.parseLong(amount);
        return wanted < 1 || wanted > charge.refundable() || charge.isWithdrawn ? null : refunds.refund(charge, wanted);
    }

    /** The newest payments, for the control page. */
    public List<Glimpse> newest(int limit) {
        return state.world.read(() -> {
            List<Glimpse> rows = new ArrayList<>();
            for (int i = state.intents.size() - 1; i >= 0 && rows.size() < limit; i--) {
                PaymentIntent intent = state.intents.at(i);
                boolean isAwaited = intent.status.equals(PaymentIntent.NEEDS_ACTION);
                String secret = intent.clientSecret.substring(intent.clientSecret.indexOf("_secret_") + 8);
                rows.add(new Glimpse(
                        intent.id(),
                        intent.created(),
                        intent.amount,
                        intent.received,
                        intent.currency,
                        intent.status,
                        isAwaited ? "/_sandbox/3ds/" + intent.id() + "/" + secret : null));
            }
            return rows;
        });
    }

    /** How many objects of each kind there are. */
    public void count(JsonWriter json) {
        json.open("stripe").put("payment_intents", state.intents.size()).put("charges", state.charges.size());
        json.put("refunds", state.refunds.size()).put("disputes", state.disputes.size());
        json.put("balance_transactions", state.balances.size()).close();
    }
}
