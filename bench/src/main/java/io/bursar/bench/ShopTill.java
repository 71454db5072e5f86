package io.bursar.bench;

import io.bursar.bench.ShopPurchases.Purchase;
import io.bursar.bench.ShopPurchases.Way;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The shop's own program: a caller of Bursar in Stripe's dialect that knows no more than any caller does. It repeats a
 * call without a usable answer under the same key, and writes down what it was told.
 */
final class ShopTill {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern UPI_PAYMENT = Pattern.compile("[?&]tr=(pay_\\w+)");
    private static final int TRIES = 8;
    private static final Set<String> ENDED = Set.of("succeeded", "canceled", "requires_payment_method");

    private final int port;
    private final String key;
    private final ShopSandbox payers;
    private final String run;
    private final Map<Integer, History> histories = new ConcurrentHashMap<>();

    /** What the shop was told of one order. */
    static final class History {
        final Purchase purchase;
        /** Bursar's id of the payment; empty while the shop has not learnt it. */
        volatile String intent = "";
        /** The last status the shop was told; empty for none. */
        volatile String status = "";
        /** Refunds that the shop asked for and was told of: id and amount. */
        final Map<String, Long> refunds = new ConcurrentHashMap<>();
        /** Those of them that had not ended when the shop last asked. */
        final Set<String> refundsOpen = ConcurrentHashMap.newKeySet();

        /** Why Bursar took no payment at all, in its words; empty when it did, or has not answered. */
        volatile String refusal = "";

        final AtomicInteger unanswered = new AtomicInteger();

        History(Purchase purchase) {
            this.purchase = purchase;
        }

        /** Whether the shop need not ask any more. */
        boolean isOver() {
            return refundsOpen.isEmpty() && (ENDED.contains(status) || (intent.isEmpty() && !refusal.isEmpty()));
        }
    }

    /**
     * @param port where Bursar is
     * @param key of Bursar's API
     * @param run marks this day's keys, so that another day on the same books has others
     */
    ShopTill(int port, String key, ShopSandbox payers, String run) {
        this.port = port;
        this.key = key;
        this.payers = payers;
        this.run = run;
    }

    Map<Integer, History> histories() {
        return histories;
    }

    /** A customer pays. */
    void sell(Purchase purchase) throws IOException {
        History history = new History(purchase);
        histories.put(purchase.number(), history);
        JsonNode intent = post(history, "sell", "/v1/payment_intents", form(purchase));
        learn(history, intent);
        JsonNode action = intent.path("next_action");
        if (history.status.equals("requires_action")) {
            answer(purchase, action);
            return;
        }
        if (history.status.equals("requires_capture")) {
            learn(history, post(history, "take", "/v1/payment_intents/" + history.intent + "/capture", ""));
        }
    }

    private static String form(Purchase purchase) {
        StringBuilder form = new StringBuilder("confirm=true&amount=" + purchase.amountMinor());
        form.append("&currency=").append(purchase.currency());
        form.append("&metadata[shop_order]=").append(purchase.number());
        form.append("&payment_method_types[]=").append(purchase.way().isUpi() ? "upi" : "card");
        switch (purchase.way()) {
            case CARD -> form.append("&payment_method=pm_card_visa");
            case CARD_MANUAL -> form.append("&payment_method=pm_card_mastercard&capture_method=manual");
            case CARD_3DS, CARD_3DS_REFUSED -> form.append("&payment_method=pm_card_threeDSecure2Required");
            case CARD_DECLINED -> form.append("&payment_method=pm_card_visa_chargeDeclinedInsufficientFunds");
            case UPI, UPI_REFUSED ->
                form.append("&payment_method_data[type]=upi&payment_method_data[billing_details][email]=payer")
                        .append(purchase.number())
                        .append("@shop.example&payment_method_data[billing_details][phone]=%2B9190000")
                        .append(String.format(Locale.ROOT, "%05d", purchase.number() % 100_000));
        }
        String back = URLEncoder.encode("https://shop.example/back", StandardCharsets.UTF_8);
        return form.append("&return_url=").append(back).toString();
    }

    /** The payer does as the plan says, at the bank's page or in the app; the shop does not see it. */
    private void answer(Purchase purchase, JsonNode action) throws IOException {
        if (purchase.way().isUpi()) {
            Matcher link = UPI_PAYMENT.matcher(action.toString().replace("\\u0026", "&"));
            if (link.find()) {
                payers.decide("/_sandbox/upi/" + link.group(1), purchase.way() == Way.UPI ? "approve" : "refuse");
            }
            return;
        }
        String url = action.path("redirect_to_url").path("url").asString("");
        if (!url.isEmpty()) {
            payers.decide(URI.create(url).getRawPath(), purchase.way() == Way.CARD_3DS ? "authenticate" : "reject");
        }
    }

    /** The shop asks what became of an order. */
    void look(History history) throws IOException {
        if (!history.intent.isEmpty()) {
            learn(history, get("/v1/payment_intents/" + history.intent));
        } else {
            // The same key again: the answer that was lost, or the payment made only now.
            learn(history, post(history, "sell", "/v1/payment_intents", form(history.purchase)));
        }
        if (history.status.equals("requires_capture")) {
            learn(history, post(history, "take", "/v1/payment_intents/" + history.intent + "/capture", ""));
        }
        for (String refund : history.refundsOpen) {
            JsonNode told = get("/v1/refunds/" + refund);
            if (!isOpen(told)) {
                history.refundsOpen.remove(refund);
                if (!told.path("status").asString().equals("succeeded")) {
                    history.refunds.remove(refund);
                }
            }
        }
    }

    /** Whether Bursar does not know yet what becomes of a refund. */
    static boolean isOpen(JsonNode refund) {
        return refund.path("status").asString("").equals("pending");
    }

    /** Gives money back. */
    void refund(History history, long amountMinor) throws IOException {
        JsonNode refund = post(
                history,
                "refund-" + amountMinor,
                "/v1/refunds",
                "payment_intent=" + history.intent + "&amount=" + amountMinor);
        if (refund.path("object").asString("").equals("refund")) {
            String id = refund.path("id").asString();
            history.refunds.put(id, refund.path("amount").asLong());
            if (isOpen(refund)) {
                history.refundsOpen.add(id);
            }
        }
    }

    private static void learn(History history, JsonNode told) {
        String refused = told.path("error").path("message").asString("");
        if (history.intent.isEmpty()
                && !refused.isEmpty()
                && !told.path("error").has("payment_intent")) {
            history.refusal = refused;
        }
        JsonNode intent = told.path("object").asString("").equals("payment_intent")
                ? told
                : told.path("error").path("payment_intent");
        if (intent.has("id")) {
            history.intent = intent.path("id").asString();
            history.status = intent.path("status").asString();
        }
    }

    private JsonNode post(History history, String what, String path, String form) throws IOException {
        String headers = "Authorization: Bearer " + key + "\r\nIdempotency-Key: " + run + "-"
                + history.purchase.number() + "-" + what
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        for (int i = 0; i < TRIES; i++) {
            try (HttpConnection connection = new HttpConnection(port)) {
                HttpConnection.Answer answer = connection.call("POST " + path, headers, form);
                if (answer.status() < 500 && answer.status() != 409 && answer.status() != 429) {
                    return JSON.readTree(answer.body());
                }
            } catch (IOException lost) {
                history.unanswered.incrementAndGet();
            }
            pause(50L << i);
        }
        // Eight times nothing to go by: the shop knows no more than before.
        return JSON.createObjectNode();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    JsonNode get(String path) throws IOException {
        try (HttpConnection connection = new HttpConnection(port)) {
            HttpConnection.Answer answer = connection.call("GET " + path, "Authorization: Bearer " + key + "\r\n", "");
            if (answer.status() != 200) {
                throw new IOException(path + " was answered " + answer.status() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        }
    }

    /** The order of each payment that Bursar knows; Bursar leaves the payment's id with the provider. */
    Map<String, Integer> orders() throws IOException {
        Map<String, Integer> orders = new HashMap<>();
        for (JsonNode intent : all("/v1/payment_intents")) {
            String order = intent.path("metadata").path("shop_order").asString("");
            if (!order.isEmpty()) {
                orders.put(intent.path("id").asString(), Integer.valueOf(order));
            }
        }
        return orders;
    }

    /** A list from first to last. */
    List<JsonNode> all(String path) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        while (true) {
            String glue = path.contains("?") ? "&" : "?";
            JsonNode page = get(path + glue + "limit=100" + (after.isEmpty() ? "" : "&starting_after=" + after));
            page.path("data").forEach(all::add);
            if (!page.path("has_more").asBoolean()) {
                return all;
            }
            after = all.getLast().path("id").asString();
        }
    }
}
