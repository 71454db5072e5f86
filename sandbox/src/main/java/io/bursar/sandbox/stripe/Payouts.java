package io.bursar.sandbox.stripe;

import io.bursar.sandbox.bank.Transfer;
import io.bursar.sandbox.http.HttpAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code /v1/payouts}: at each midnight, UTC, what has become available leaves for the bank. */
final class Payouts {
    private static final long DAY_SECONDS = 86_400;

    private final State state;
    private final Shelf<Payout> payouts = new Shelf<>("payout");
    private final List<Consumer<Transfer>> bank = new ArrayList<>(1);
    private List<BalanceTransaction> unpaid = new ArrayList<>();
    private int seen;

    Payouts(State state) {
        this.state = state;
        scheduleNext();
    }

    /** Who hears of payouts that arrive, and of those that come back. */
    void hear(Consumer<Transfer> listener) {
        bank.add(listener);
    }

    private void scheduleNext() {
        long midnight = (state.now() / DAY_SECONDS + 1) * DAY_SECONDS;
        state.world.at(midnight * 1000, this::payDaily);
    }

    private void payDaily() {
        while (seen < state.balances.size()) {
            unpaid.add(state.balances.at(seen));
            seen++;
        }
        Map<String, List<BalanceTransaction>> ready = new TreeMap<>();
        List<BalanceTransaction> rest = new ArrayList<>();
        for (BalanceTransaction balance : unpaid) {
            if (balance.isAvailable() && !balance.kind().equals("payout")) {
                ready.computeIfAbsent(balance.currency(), _ -> new ArrayList<>())
                        .add(balance);
            } else if (!balance.kind().equals("payout")) {
                rest.add(balance);
            }
        }
        ready.forEach((currency, balances) -> {
            long sum = balances.stream().mapToLong(BalanceTransaction::net).sum();
            if (sum > 0) {
                pay(new Payout.Sum(currency, sum), balances);
            } else {
                rest.addAll(balances);
            }
        });
        unpaid = rest;
        scheduleNext();
    }

    private void pay(Payout.Sum sum, List<BalanceTransaction> balances) {
        long now = state.now();
        String trace = state.world.ids().digits(15);
        Payout payout = new Payout(state.id("po_"), now, sum, now + DAY_SECONDS, trace);
        balances.forEach(balance -> payout.covers.add(balance.id()));
        payout.balance = move("payout", payout, -sum.amount());
        payout.covers.add(payout.balance.id());
        payouts.add(payout);
        state.events().tell("payout.created", payout);
        state.events().tell("payout.reconciliation_completed", payout);
        state.world.at(payout.arrivesOn * 1000, () -> arrive(payout));
    }

    private BalanceTransaction move(String kind, Payout payout, long amount) {
        BalanceTransaction balance = new BalanceTransaction(
                state.id("txn_"),
                state.now(),
                kind,
                kind,
                payout,
                payout.currency,
                amount,
                0,
                state.now(),
                state.money());
        state.balances.add(balance);
        return balance;
    }

    private void arrive(Payout payout) {
        if (payout.status.equals("in_transit")) {
            payout.status = "paid";
            state.events().tell("payout.paid", payout, json -> json.put("status", "in_transit"));
            transfer(payout, payout.amount);
        }
    }

    /** The bank sends it back, even after it had arrived: the money is on the balance again. */
    void fail(Payout payout) {
        if (!payout.status.equals("failed")) {
            String before = payout.status;
            payout.status = "failed";
            payout.failureBalance = move("payout_failure", payout, payout.amount);
            state.events().tell("payout.failed", payout, json -> json.put("status", before));
            if (before.equals("paid")) {
                transfer(payout, -payout.amount);
            }
        }
    }

    private void transfer(Payout payout, long amount) {
        String currency = payout.currency.toUpperCase(java.util.Locale.ROOT);
        Transfer transfer = new Transfer("STRIPE", currency, amount, payout.trace, "STRIPE PAYOUT " + payout.id());
        bank.forEach(listener -> listener.accept(transfer));
    }

    Payout get(String id) {
        return payouts.get(id, "payout");
    }

    /** Whether a payout consists of that movement, among others. */
    boolean contains(String payoutId, BalanceTransaction balance) {
        Payout payout = payouts.refer(payoutId, "payout");
        return payout.covers.contains(balance.id());
    }

    HttpAnswer answer(Request request) {
        return switch (request.route()) {
            case "GET" -> {
                Params params = Replies.listParams(request, Set.of("status", "arrival_date", "destination"));
                @Nullable String status = params.text("status");
                yield Listing.page(payouts, request, payout -> status == null || status.equals(payout.status));
            }
            case "GET id" -> Replies.one(get(request.id()), request);
            default -> throw StripeProblem.noRoute(request.call().method(), Listing.url(request));
        };
    }
}
