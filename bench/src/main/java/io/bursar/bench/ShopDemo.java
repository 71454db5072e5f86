package io.bursar.bench;

import io.bursar.bench.ShopPurchases.After;
import io.bursar.bench.ShopPurchases.Purchase;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/**
 * A shop that is open all day, slowly, so that there is something to see: customers pay by card and by UPI while a
 * share of what passes between Bursar and the gateways goes wrong, and some want their money back. Of what it does it
 * writes a line a minute. It ends when its standard input does.
 *
 * <p>Arguments: Bursar's port, and the sandbox's address; the API key is in {@code BURSAR_DEMO_KEY}.
 */
public final class ShopDemo {
    private static final int CUSTOMERS_A_DAY = 10_000;
    private static final double FAULTS = 0.05;
    private static final long PAUSE_MS = 700;
    private static final long LOOK_PAUSE_MS = 3_000;
    private static final int LOOKS_MOST = 60;

    /** So many whom nobody has answered yet; more customers wait outside. */
    private static final int CUSTOMERS_AT_ONCE = 64;

    private final int port;
    private final String key;
    private final ShopSandbox sandbox;
    private final java.util.concurrent.Semaphore room = new java.util.concurrent.Semaphore(CUSTOMERS_AT_ONCE);
    private final AtomicLong paid = new AtomicLong();
    private final AtomicLong unpaid = new AtomicLong();
    private final AtomicLong givenBack = new AtomicLong();
    private final AtomicLong broken = new AtomicLong();

    private ShopDemo(int port, String key, ShopSandbox sandbox) {
        this.port = port;
        this.key = key;
        this.sandbox = sandbox;
    }

    public static void main(String[] args) throws Exception {
        String key = System.getenv("BURSAR_DEMO_KEY");
        if (args.length != 2 || key == null) {
            System.err.println("usage: BURSAR_DEMO_KEY=KEY ShopDemo PORT SANDBOX");
            System.exit(2);
            return;
        }
        Thread.ofPlatform().daemon().name("until-input-ends").start(ShopDemo::endWithInput);
        new ShopDemo(Integer.parseInt(args[0]), key, new ShopSandbox(URI.create(args[1]))).open();
    }

    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (IOException gone) {
            // As if it had ended.
        }
        System.exit(0);
    }

    private void open() throws Exception {
        sandbox.control("clear_faults", "{}");
        ShopFaults.goWrong(sandbox, FAULTS, 1);
        Thread.ofPlatform().daemon().name("minutes").start(this::tellMinutes);
        while (true) {
            // Another day has other keys: what was sold before the last start is not asked for again.
            String day = "demo-" + Instant.now().getEpochSecond();
            List<Purchase> purchases =
                    ShopPurchases.draw(CUSTOMERS_A_DAY, Instant.now().getEpochSecond(), null);
            ShopTill till = new ShopTill(port, key, sandbox, day);
            for (Purchase purchase : purchases) {
                room.acquire();
                Thread.ofVirtual().start(() -> {
                    try {
                        serve(till, purchase);
                    } catch (IOException failed) {
                        if (broken.incrementAndGet() == 1) {
                            System.out.println("A customer left: " + failed.getMessage());
                        }
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    } finally {
                        till.histories().remove(purchase.number());
                        room.release();
                    }
                });
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        }
    }

    private void serve(ShopTill till, Purchase purchase) throws IOException, InterruptedException {
        till.sell(purchase);
        ShopTill.History history = Objects.requireNonNull(till.histories().get(purchase.number()));
        for (int i = 0; i < LOOKS_MOST && !history.isOver(); i++) {
            TimeUnit.MILLISECONDS.sleep(LOOK_PAUSE_MS);
            till.look(history);
        }
        if (!history.status.equals("succeeded")) {
            unpaid.incrementAndGet();
            return;
        }
        paid.incrementAndGet();
        if (purchase.after() != After.NOTHING) {
            TimeUnit.MILLISECONDS.sleep(2 * LOOK_PAUSE_MS);
            follow(till, history);
            givenBack.incrementAndGet();
        }
    }

    private void follow(ShopTill till, ShopTill.History history) throws IOException {
        long amount = history.purchase.amountMinor();
        switch (history.purchase.after()) {
            case REFUND -> till.refund(history, amount);
            case PART_REFUND -> till.refund(history, Math.max(100, amount / 3));
            case PROVIDER_REFUND -> sandbox.happens("refund", atProvider(history));
            case DISPUTE -> sandbox.happens("dispute", atProvider(history));
            case NOTHING -> {
                return;
            }
        }
    }

    private String atProvider(ShopTill.History history) throws IOException {
        for (JsonNode line : sandbox.book()) {
            if (line.path("labels").path("bursar_payment").asString("").equals(history.intent)
                    && line.path("captured").asLong() > 0) {
                return line.path("payment").asString();
            }
        }
        throw new IOException("the sandbox took nothing for " + history.intent);
    }

    private void tellMinutes() {
        try {
            while (true) {
                TimeUnit.MINUTES.sleep(1);
                System.out.printf(
                        Locale.ROOT,
                        "Demo: %,d paid, %,d did not, %,d wanted it back, %,d left%n",
                        paid.get(),
                        unpaid.get(),
                        givenBack.get(),
                        broken.get());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
