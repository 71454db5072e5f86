package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.world.Book;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The merchant's balance at Stripe: fees, what is pending, what is available. */
final class Balances {
    private static final long DAY_SECONDS = 86_400;
    private static final long PENDING_DAYS = 2;
    private static final Set<String> LIST = Set.of("currency", "payout", "source", "type");
    private static final Set<String> ZERO_DECIMAL = Set.of(
            "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf");

    private final State state;

    /** A movement before it has an id. */
    record Movement(String kind, String category, Item source, String currency, long amount, long fee) {}

    Balances(State state) {
        this.state = state;
    }

    static boolean isZeroDecimal(String currency) {
        return ZERO_DECIMAL.contains(currency);
    }

    /** What Stripe keeps of a capture: a share and a fixed sum, rounded half up, never more than the amount. */
    static long fee(String currency, long amount, boolean isForeignCard) {
        long shareBps =
                switch (currency) {
                    case "eur", "gbp" -> 150;
                    case "inr" -> 200;
                    case "jpy" -> 360;
                    default -> 290;
                };
        long fixed =
                switch (currency) {
                    case "gbp" -> 20;
                    case "eur" -> 25;
                    case "inr" -> 0;
                    default -> isZeroDecimal(currency) ? 0 : 30;
                };
        long bps = shareBps + (isForeignCard ? 150 : 0);
        return Math.min(amount, (amount * bps + 5_000) / 10_000 + fixed);
    }

    static long disputeFee(String currency) {
        return isZeroDecimal(currency) ? 1_300 : 1_500;
    }

    BalanceTransaction add(Movement movement, boolean isAvailableAtOnce) {
        long now = state.now();
        long availableOn = isAvailableAtOnce ? now : (now / DAY_SECONDS + PENDING_DAYS) * DAY_SECONDS;
        BalanceTransaction balance = new BalanceTransaction(
                state.id("txn_"),
                now,
                movement.kind(),
                movement.category(),
                movement.source(),
                movement.currency(),
                movement.amount(),
                movement.fee(),
                availableOn,
                this);
        state.balances.add(balance);
        return balance;
    }

    /** Books a capture: the amount less the fee becomes the merchant's. */
    BalanceTransaction capture(Charge charge, long amount) {
        String currency = charge.intent.currency;
        boolean isForeign = !charge.method.card.country().equals("US");
        long fee = fee(currency, amount, isForeign);
        state.book().add(charge.intent.payment(), Book.Kind.FEES, fee);
        boolean isAtOnce = charge.method.card.does() == TestCard.Does.AVAILABLE_AT_ONCE;
        return add(new Movement("charge", "charge", charge, currency, amount, fee), isAtOnce);
    }

    boolean isAvailable(BalanceTransaction balance) {
        return balance.availableOn() <= state.now();
    }

    HttpAnswer answer(Request request) {
        return switch (request.route()) {
            case "GET" -> list(request);
            case "GET id" -> Replies.one(state.balances.get(request.id(), "id"), request);
            default -> throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
        };
    }

    private HttpAnswer list(Request request) {
        Params params = Replies.listParams(request, LIST);
        @Nullable String currency = params.text("currency");
        @Nullable String source = params.text("source");
        @Nullable String type = params.text("type");
        @Nullable String payout = params.text("payout");
        return Listing.page(
                state.balances,
                request,
                balance -> (currency == null || currency.equals(balance.currency()))
                        && (source == null || source.equals(balance.source().id()))
                        && (type == null || type.equals(balance.kind()))
                        && (payout == null || state.payouts().contains(payout, balance)));
    }

    /** {@code GET /v1/balance}. */
    HttpAnswer now() {
        Map<String, Long> available = new TreeMap<>();
        Map<String, Long> pending = new TreeMap<>();
        for (int i = 0; i < state.balances.size(); i++) {
            BalanceTransaction balance = state.balances.at(i);
            (isAvailable(balance) ? available : pending).merge(balance.currency(), balance.net(), Long::sum);
        }
        if (available.isEmpty() && pending.isEmpty()) {
            available.put("usd", 0L);
        }
        available.keySet().forEach(currency -> pending.putIfAbsent(currency, 0L));
        pending.keySet().forEach(currency -> available.putIfAbsent(currency, 0L));
        JsonWriter json = new JsonWriter().open().put("object", "balance");
        amounts(json, "available", available);
        json.put("livemode", false);
        amounts(json, "pending", pending);
        return HttpAnswer.json(200, json.close().toBytes());
    }

    private static void amounts(JsonWriter json, String name, Map<String, Long> amounts) {
        json.openList(name);
        amounts.forEach((currency, amount) -> {
            json.open().put("amount", amount).put("currency", currency);
            json.open("source_types").put("card", amount).close().close();
        });
        json.closeList();
    }
}
