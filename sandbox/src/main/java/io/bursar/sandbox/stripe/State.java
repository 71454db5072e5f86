package io.bursar.sandbox.stripe;

import io.bursar.sandbox.faults.Effect;
import io.bursar.sandbox.world.Book;
import io.bursar.sandbox.world.Call;
import io.bursar.sandbox.world.World;

/** Everything that this Stripe knows. */
final class State {
    private static final int ID_LETTERS = 24;
    private static final Call BY_ITSELF = Call.of("", "", "", "");

    final World world;
    final Shelf<PaymentIntent> intents = new Shelf<>("payment_intent");
    final Shelf<SetupIntent> setups = new Shelf<>("setupintent");
    final Shelf<Charge> charges = new Shelf<>("charge");
    final Shelf<Refund> refunds = new Shelf<>("refund");
    final Shelf<Dispute> disputes = new Shelf<>("dispute");
    final Shelf<BalanceTransaction> balances = new Shelf<>("balance_transaction");
    final Shelf<Customer> customers = new Shelf<>("customer");
    final Shelf<PaymentMethod> methods = new Shelf<>("PaymentMethod");
    final Shelf<Mandate> mandates = new Shelf<>("mandate");
    final Shelf<Files.Kept> files = new Shelf<>("file upload");
    final Shelf<FraudWarning> warnings = new Shelf<>("early_fraud_warning");
    private final Events events;
    private final Payouts payouts;
    private final Balances money;
    private Call current = BY_ITSELF;
    /** How the sandbox's own pages are reached, such as {@code http://127.0.0.1:8790}. */
    final String address;

    State(World world, String address) {
        this.world = world;
        this.address = address;
        events = new Events(this);
        money = new Balances(this);
        payouts = new Payouts(this);
    }

    Events events() {
        return events;
    }

    Balances money() {
        return money;
    }

    Payouts payouts() {
        return payouts;
    }

    /** The version of the API that the call asked for; empty when it named none. */
    String version() {
        return current.version();
    }

    void begin(Call call) {
        current = call;
    }

    /** From here on what happens has no call as its cause. */
    void end() {
        current = BY_ITSELF;
    }

    Effect effect() {
        return Effect.of(current.effect());
    }

    Event.Cause cause() {
        return current == BY_ITSELF
                ? new Event.Cause(null, null)
                : new Event.Cause(current.requestId(), current.key().isEmpty() ? null : current.key());
    }

    String id(String prefix) {
        return world.ids().next(prefix, ID_LETTERS);
    }

    long now() {
        return world.clock().nowSeconds();
    }

    Book book() {
        return world.book();
    }
}
