package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Tree;
import io.bursar.sandbox.world.Call;
import io.bursar.sandbox.world.Glimpse;
import io.bursar.sandbox.world.World;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What happens at Razorpay without a call of the merchant's: the payer in the UPI app, Razorpay's own pages, banks. */
public final class RazorpayActions {
    static final String METHOD = "ACTION";
    private static final Set<String> VERBS = Set.of(
            "webhooks",
            "approve",
            "refuse",
            "authorize_late",
            "refund",
            "fail_refund",
            "dispute",
            "win_dispute",
            "lose_dispute",
            "close_dispute",
            "pause_token",
            "resume_token",
            "cancel_token");

    private final World world;
    private final RazorpayRoutes routes;

    RazorpayActions(World world, RazorpayRoutes routes) {
        this.world = world;
        this.routes = routes;
    }

    /** What the UPI app shows: a payment, or a code; the amount is 0 when the payer chooses it. */
    public record Shown(String id, long amountPaise, boolean isOpen) {}

    public @Nullable Shown shown(String id) {
        return routes.shown(id);
    }

    public boolean knows(String verb) {
        return VERBS.contains(verb);
    }

    /**
     * Does it, journalled.
     *
     * @param verb one that {@link #knows} knows
     * @param id of what it is done to; empty for webhooks
     * @param details further members: {@code vpa}, {@code amount}, {@code url}, {@code secret}, {@code events}
     */
    public HttpAnswer act(String verb, String id, Tree details) {
        String body = new JsonWriter().add(details).toString();
        return world.change(Call.of(RazorpayGateway.PLAYER, METHOD, verb + "/" + id, body));
    }

    /** The newest payments, for the control page. */
    public List<Glimpse> newest(int limit) {
        return world.read(() -> routes.newest(limit).stream()
                .map(each -> new Glimpse(
                        each.id(),
                        each.createdAt(),
                        each.amount,
                        each.wasCaptured ? each.amount : 0,
                        "INR",
                        each.status,
                        each.status.equals(Payment.CREATED) ? "/_sandbox/upi/" + each.id() : null))
                .toList());
    }

    /** How many payments there are. */
    public int count() {
        return routes.count();
    }
}
