package io.bursar.bench;

import io.bursar.bench.ShopPurchases.After;
import io.bursar.bench.ShopPurchases.Purchase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A day at a shop while much goes wrong: customers pay by card and by UPI, some are given their money back, by the
 * shop, by the provider or by their bank. In the evening the three witnesses must agree to the last minor unit.
 */
final class ShopDay {
    private static final int TILLS = 32;
    private static final long EVENING_PAUSE_MS = 2_000;
    private final Plan plan;
    private final Results results;
    private final AtomicInteger broken = new AtomicInteger();

    /**
     * What is to happen.
     *
     * @param faults share of calls to gateways and of webhooks that go wrong
     * @param patience how many seconds of an evening the shop asks for what has not ended
     * @param file of card transactions; null for the small sample
     */
    record Plan(
            int customers,
            long seed,
            double faults,
            int patience,
            @Nullable Path file) {
        static Plan of(List<String> args) {
            boolean quick = args.contains("--quick");
            String file = value(args, "--file", "");
            return new Plan(
                    Integer.parseInt(value(args, "--customers", quick ? "300" : "10000")),
                    Long.parseLong(value(args, "--seed", "20261121")),
                    Double.parseDouble(value(args, "--faults", "0.05")),
                    Integer.parseInt(value(args, "--patience", "120")),
                    file.isEmpty() ? null : Path.of(file));
        }

        private static String value(List<String> args, String name, String otherwise) {
            int at = args.indexOf(name);
            return at >= 0 && at + 1 < args.size() ? args.get(at + 1) : otherwise;
        }
    }

    ShopDay(Plan plan, Results results) {
        this.plan = plan;
        this.results = results;
    }

    /** Whether the witnesses agree, and no order was charged twice. */
    boolean run() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "  %,d customers, %.1f %% faults, seed %d%n",
                plan.customers(),
                plan.faults() * 100,
                plan.seed());
        List<Purchase> purchases = ShopPurchases.draw(plan.customers(), plan.seed(), plan.file());
        try (ServiceProcess service = ServiceProcess.withSandbox()) {
            ShopSandbox sandbox = new ShopSandbox(service.sandbox());
            ShopTill till = new ShopTill(service.port(), service.key(), sandbox, "day-" + plan.seed());
            sandbox.control("settings", "{\"webhook_retries_ms\":[500,1000,2000,4000,8000,16000,30000,60000]}");
            ShopFaults.goWrong(sandbox, plan.faults(), plan.seed());
            long begun = System.nanoTime();
            inParallel(purchases, till::sell);
            results.fact("customers", purchases.size(), "");
            results.fact("the day", (System.nanoTime() - begun) / 1e9, "s");
            evening(till, sandbox);
            afterwards(till, sandbox);
            evening(till, sandbox);
            return judged(till, sandbox);
        }
    }

    /** Something done for each of many. */
    @FunctionalInterface
    private interface Deed<T> {
        void with(T each) throws IOException;
    }

    private <T> void inParallel(List<T> all, Deed<T> deed) throws InterruptedException {
        ConcurrentLinkedQueue<T> queue = new ConcurrentLinkedQueue<>(all);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < TILLS; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (T next = queue.poll(); next != null; next = queue.poll()) {
                    try {
                        deed.with(next);
                    } catch (IOException failed) {
                        if (broken.incrementAndGet() <= 5) {
                            System.out.println("  a till broke: " + failed.getMessage());
                        }
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** The shop asks until every payment has ended, and every webhook was taken, or its patience has. */
    private void evening(ShopTill till, ShopSandbox sandbox) throws Exception {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(plan.patience())) {
            List<ShopTill.History> waiting = till.histories().values().stream()
                    .filter(each -> !each.isOver())
                    .toList();
            if (waiting.isEmpty() && sandbox.webhooksWaiting() == 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(EVENING_PAUSE_MS);
            inParallel(waiting, till::look);
        }
    }

    private void afterwards(ShopTill till, ShopSandbox sandbox) throws Exception {
        List<ShopTill.History> paid = till.histories().values().stream()
                .filter(each -> each.status.equals("succeeded") && each.purchase.after() != After.NOTHING)
                .toList();
        Map<Integer, String> payments = new HashMap<>();
        Map<String, Integer> orders = till.orders();
        for (JsonNode line : sandbox.book()) {
            Integer order =
                    orders.get(line.path("labels").path("bursar_payment").asString(""));
            if (order != null && line.path("captured").asLong() > 0) {
                payments.put(order, line.path("payment").asString());
            }
        }
        results.fact("orders that something follows", paid.size(), "");
        inParallel(paid, each -> {
            long amount = each.purchase.amountMinor();
            String payment = payments.getOrDefault(each.purchase.number(), "");
            switch (each.purchase.after()) {
                case REFUND -> till.refund(each, amount);
                case PART_REFUND -> till.refund(each, Math.max(100, amount / 3));
                case PROVIDER_REFUND -> sandbox.happens("refund", payment);
                case DISPUTE -> sandbox.happens("dispute", payment);
                case NOTHING -> {
                    return;
                }
            }
        });
        sandbox.control("clock", "{\"advance\":\"PT1M\"}");
    }

    private boolean judged(ShopTill till, ShopSandbox sandbox) throws IOException {
        ShopWitnesses witnesses = new ShopWitnesses(till, sandbox);
        witnesses.hear();
        witnesses.print();
        long succeeded = till.histories().values().stream()
                .filter(each -> each.status.equals("succeeded"))
                .count();
        long unanswered = till.histories().values().stream()
                .mapToLong(each -> each.unanswered.get())
                .sum();
        results.fact("orders paid", succeeded, "");
        List<String> refusals = till.histories().values().stream()
                .map(each -> each.refusal)
                .filter(each -> !each.isEmpty())
                .toList();
        refusals.stream().distinct().limit(5).forEach(each -> System.out.println("  refused: " + each));
        results.atMost("orders that Bursar took no payment for", refusals.size(), "", 0);
        results.fact("calls of the shop without an answer", unanswered, "");
        results.fact(
                "payments still open, listed with their age", witnesses.open().size(), "");
        results.atMost("tills broken", broken.get(), "", 0);
        results.atMost("orders charged twice", witnesses.doubles(), "", 0);
        results.atMost(
                "disagreements of the three witnesses", witnesses.quarrels().size(), "", 0);
        return witnesses.quarrels().isEmpty() && witnesses.doubles() == 0 && broken.get() == 0;
    }
}
