package io.bursar.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Many payments at once by callers who repeat what was not answered, at a gateway that does everything wrong that it
 * can. Nobody pays twice, nothing is lost, and three witnesses agree: what callers were told, Bursar's states and
 * ledger, and the gateway's own book. {@code -Dbursar.seed} repeats the dice, {@code -Dbursar.faulted.payments} says
 * how many.
 */
@Tag("slow")
class FaultedPaymentsTest {
    private static final int PAYMENTS = Integer.getInteger("bursar.faulted.payments", 500);
    private static final int CALLERS = 12;
    private static final List<String> FAULTS = List.of(
            "timeout_before",
            "timeout_after",
            "reset_before",
            "reset_after",
            "error_before",
            "error_after",
            "unavailable",
            "conflict",
            "wrong_amount",
            "late_success",
            "decline");

    private final long seed = Long.getLong("bursar.seed", System.nanoTime() & 0xfffff);
    /** What each payment's caller was told last. */
    private final Map<String, Told> history = new ConcurrentHashMap<>();

    private record Told(String id, String status, long received) {}

    @Test
    void nobody_pays_twice_and_three_witnesses_agree() throws Exception {
        System.out.println("FaultedPaymentsTest: -Dbursar.seed=" + seed);
        try (Shop shop = Shop.open(Duration.ofMillis(400))) {
            for (String fault : FAULTS) {
                shop.sandbox.control(
                        "faults",
                        "{\"kind\":\"%s\",\"path\":\"/v1/*\",\"rate\":0.01,\"seed\":%d,\"delay_ms\":300}"
                                .formatted(fault, seed));
            }
            callAll(shop);
            shop.sandbox.clearFaults();
            for (int minutes : new int[] {2, 5, 20, 60, 180, 24 * 60, 48 * 60, 50 * 60, 72 * 60, 74 * 60}) {
                shop.sandbox.control("clock", "{\"advance\":\"PT20M\"}");
                shop.askAbout(Duration.ofMinutes(minutes));
            }
            compare(shop);
            shop.checkWitnesses();
        }
    }

    private void callAll(Shop shop) throws Exception {
        SplittableRandom dice = new SplittableRandom(seed);
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<?>> done = new java.util.ArrayList<>();
            for (int i = 0; i < PAYMENTS; i++) {
                String name = "faulted-" + seed + "-" + i;
                SplittableRandom own = dice.split();
                done.add(callers.submit(() -> call(shop, name, own)));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
    }

    private void call(Shop shop, String name, SplittableRandom dice) {
        if (dice.nextInt(3) == 0) {
            callByUpi(shop, name, dice);
        } else {
            callByCard(shop, name, dice);
        }
    }

    private void callByUpi(Shop shop, String name, SplittableRandom dice) {
        String form = "amount=" + dice.nextLong(100, 10_000) + "&currency=inr&confirm=true"
                + "&payment_method_types[]=upi&payment_method_data[type]=upi&metadata[name]=" + name
                + "&payment_method_data[billing_details][email]=asha@example.com"
                + "&payment_method_data[billing_details][phone]=%2B919812345678";
        Reply made = persistently(shop, "/v1/payment_intents", name, form, dice);
        String id = id(made);
        String link = intent(made).at("/next_action/upi_intent/uri").asString("");
        if (!link.isEmpty()) {
            payer(shop, link.replaceAll(".*[?&]tr=([^&]*).*", "$1"), dice);
            if (dice.nextInt(4) == 0) {
                made = persistently(shop, "/v1/payment_intents/" + id + "/cancel", name + "-cancel", "", dice);
            }
        }
        history.put(name, new Told(id, status(made), received(made)));
    }

    /** Approves in the app, refuses, is debited after all, or does nothing. */
    private static void payer(Shop shop, String payment, SplittableRandom dice) {
        List<String> does =
                switch (dice.nextInt(8)) {
                    case 0 -> List.of();
                    case 1 -> List.of("refuse");
                    case 2, 3 -> List.of("refuse", "authorize_late");
                    default -> List.of("approve");
                };
        for (String each : does) {
            shop.sandbox.control("razorpay/" + each, "{\"id\":\"" + payment + "\"}");
        }
    }

    private void callByCard(Shop shop, String name, SplittableRandom dice) {
        long amount = dice.nextLong(100, 10_000);
        boolean isManual = dice.nextInt(3) == 0;
        String form = "amount=" + amount + "&currency=usd&payment_method=pm_card_visa&confirm=true"
                + "&payment_method_types[]=card&metadata[name]=" + name + (isManual ? "&capture_method=manual" : "");
        Reply made = persistently(shop, "/v1/payment_intents", name, form, dice);
        String id = id(made);
        if (isManual && status(made).equals("requires_capture")) {
            int what = dice.nextInt(4);
            if (what == 0) {
                made = persistently(shop, "/v1/payment_intents/" + id + "/cancel", name + "-cancel", "", dice);
            } else {
                String part = what == 1 ? "amount_to_capture=" + (1 + amount / 2) : "";
                made = persistently(shop, "/v1/payment_intents/" + id + "/capture", name + "-capture", part, dice);
            }
        }
        history.put(name, new Told(id, status(made), received(made)));
        if (status(made).equals("succeeded") && dice.nextInt(4) == 0) {
            String part = "payment_intent=" + id + (dice.nextBoolean() ? "&amount=" + (1 + amount / 3) : "");
            persistently(shop, "/v1/refunds", name + "-refund", part, dice);
        }
    }

    /** As a careful client does: the same key again while nothing is known, and now and then for no reason at all. */
    private static Reply persistently(Shop shop, String path, String key, String form, SplittableRandom dice) {
        Reply reply = shop.post(path).key(key).form(form).send();
        for (int i = 0; i < 20 && (reply.status() > 500 || reply.status() == 409 || reply.status() == 429); i++) {
            reply = shop.post(path).key(key).form(form).send();
        }
        if (dice.nextInt(10) == 0) {
            reply = shop.post(path).key(key).form(form).send();
        }
        assertThat(reply.status()).as(reply.text()).isIn(200, 402, 400, 409, 503);
        return reply;
    }

    private static JsonNode intent(Reply reply) {
        JsonNode inError = reply.json().at("/error/payment_intent");
        return inError.isMissingNode() ? reply.json() : inError;
    }

    private static String id(Reply reply) {
        return intent(reply).at("/id").asString("");
    }

    private static String status(Reply reply) {
        return intent(reply).at("/status").asString("");
    }

    private static long received(Reply reply) {
        return intent(reply).at("/amount_received").asLong(0);
    }

    private void compare(Shop shop) throws SQLException {
        Map<String, Long> captured = new HashMap<>();
        Map<String, Long> refunded = new HashMap<>();
        for (JsonNode line : shop.lines()) {
            String payment = line.at("/labels/bursar_payment").asString("");
            assertThat(line.get("authorisations").asInt()).isLessThanOrEqualTo(1);
            captured.merge(payment, line.get("captured").asLong(), Long::sum);
            refunded.merge(
                    payment,
                    line.get("refunded").asLong() - line.get("refund_returned").asLong(),
                    Long::sum);
        }
        int unsettled = 0;
        for (Map.Entry<String, Told> each : history.entrySet()) {
            String id = each.getValue().id();
            assertThat(id).as("%s was told no payment", each.getKey()).startsWith("pi_");
            Reply now = shop.payment(id);
            String status = now.at("/status").asString();
            unsettled += status.equals("processing") ? 1 : 0;
            long received = now.at("/amount_received").asLong();
            long taken = 0;
            for (JsonNode charge :
                    shop.get("/v1/charges?payment_intent=" + id).expect(200).at("/data")) {
                taken += charge.get("amount_captured").asLong();
            }
            assertThat(taken)
                    .as("taken for %s (%s), told %s", id, status, each.getValue())
                    .isEqualTo(captured.getOrDefault(id, 0L));
            if (each.getValue().status().equals("succeeded")) {
                assertThat(received)
                        .as("told succeeded")
                        .isEqualTo(each.getValue().received());
            }
            long given = 0;
            for (JsonNode refund :
                    shop.get("/v1/refunds?payment_intent=" + id).expect(200).at("/data")) {
                given += refund.get("status").asString().equals("succeeded")
                        ? refund.get("amount").asLong()
                        : 0;
            }
            assertThat(given).as("given back of %s", id).isEqualTo(refunded.getOrDefault(id, 0L));
            if (status.equals("canceled")) {
                assertThat(taken - given)
                        .as("kept of %s, which was canceled", id)
                        .isZero();
            } else {
                assertThat(received).as("received for %s", id).isEqualTo(taken);
            }
        }
        compareRazorpay(shop);
        assertThat(unsettled).as("unknown after two days").isZero();
        assertThat(history).hasSize(PAYMENTS);
        System.out.printf("%d payments, %s%n", history.size(), counts());
    }

    private static void compareRazorpay(Shop shop) {
        long owed = 0;
        for (JsonNode line : shop.lines()) {
            boolean isRupees = line.get("currency").asString().equalsIgnoreCase("inr");
            owed += isRupees
                    ? line.get("captured").asLong() - line.get("refunded").asLong()
                    : 0;
        }
        JsonNode razorpay = shop.get("/v1/balances?path=gateways/razorpay/receivable&currency=inr")
                .expect(200)
                .at("/data");
        assertThat(razorpay.isEmpty() ? 0 : razorpay.at("/0/posted").asLong())
                .as("what Razorpay owes us")
                .isEqualTo(owed);
    }

    private Map<String, Long> counts() {
        return history.values().stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        Told::status, java.util.TreeMap::new, java.util.stream.Collectors.counting()));
    }
}
