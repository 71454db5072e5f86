package io.bursar.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The three who know: the shop's own history, Bursar's states and ledger, the sandbox's book. */
final class ShopWitnesses {
    /** What Bursar itself says is not decided yet. */
    private static final Set<String> OPEN = Set.of("processing");

    private static final int TOLD_MOST = 30;

    private final ShopTill till;
    private final ShopSandbox sandbox;
    private final List<String> quarrels = new ArrayList<>();
    private final List<String> open = new ArrayList<>();
    private final Map<String, Sums> byGateway = new TreeMap<>();
    private final Map<String, Long> disputed = new HashMap<>();
    private long doubles;

    /** What moved for one order, minor units. */
    static final class Sums {
        long authorisations;
        long captured;
        long refunded;
        long disputed;

        private void add(JsonNode line) {
            authorisations += line.path("authorisations").asLong();
            captured += line.path("captured").asLong();
            refunded += line.path("refunded").asLong()
                    - line.path("refund_returned").asLong();
            disputed += line.path("disputed").asLong() - line.path("reinstated").asLong();
        }
    }

    ShopWitnesses(ShopTill till, ShopSandbox sandbox) {
        this.till = till;
        this.sandbox = sandbox;
    }

    List<String> quarrels() {
        return quarrels;
    }

    /** Payments that nobody can tell the end of yet, with their age. */
    List<String> open() {
        return open;
    }

    /** Orders that more money was taken for than they cost. */
    long doubles() {
        return doubles;
    }

    /** Confronts them. */
    void hear() throws IOException {
        Map<Integer, Sums> book = book();
        Map<String, Long> refunds = refunds();
        disputed.putAll(disputes());
        Map<Integer, JsonNode> intents = new HashMap<>();
        for (JsonNode intent : till.all("/v1/payment_intents")) {
            String order = intent.path("metadata").path("shop_order").asString("");
            if (!order.isEmpty() && intents.put(Integer.parseInt(order), intent) != null) {
                quarrels.add("order " + order + " has two payments at Bursar");
            }
        }
        till.histories().forEach((order, history) -> {
            JsonNode intent = intents.get(order);
            if (intent == null) {
                if (!history.intent.isEmpty() || book.containsKey(order)) {
                    quarrels.add("order " + order + " is not known to Bursar");
                }
                return;
            }
            one(history, intent, refunds, book.getOrDefault(order, new Sums()));
        });
        ledger();
    }

    private Map<Integer, Sums> book() throws IOException {
        Map<String, Integer> orders = till.orders();
        Map<Integer, Sums> book = new HashMap<>();
        for (JsonNode line : sandbox.book()) {
            String gateway = line.path("player").asString() + " "
                    + line.path("currency").asString().toLowerCase(Locale.ROOT);
            byGateway.computeIfAbsent(gateway, _ -> new Sums()).add(line);
            Integer order =
                    orders.get(line.path("labels").path("bursar_payment").asString(""));
            if (order != null) {
                book.computeIfAbsent(order, _ -> new Sums()).add(line);
            } else if (line.path("authorisations").asLong() > 0) {
                quarrels.add("Bursar does not know the payment "
                        + line.path("payment").asString() + " of the sandbox");
            }
        }
        return book;
    }

    /** What disputes have taken and not returned, by payment, as Bursar tells it. */
    private Map<String, Long> disputes() throws IOException {
        Map<String, Long> found = new HashMap<>();
        for (JsonNode dispute : till.all("/v1/disputes")) {
            long taken = 0;
            for (JsonNode row : dispute.path("balance_transactions")) {
                taken -= row.path("amount").asLong();
            }
            found.merge(dispute.path("payment_intent").asString(), taken, Long::sum);
        }
        return found;
    }

    /** What Bursar says was given back, by payment; what failed was not. */
    private Map<String, Long> refunds() throws IOException {
        Map<String, Long> refunds = new HashMap<>();
        for (JsonNode refund : till.all("/v1/refunds")) {
            String status = refund.path("status").asString("");
            if (!status.equals("failed") && !status.equals("canceled")) {
                refunds.merge(
                        refund.path("payment_intent").asString(),
                        refund.path("amount").asLong(),
                        Long::sum);
            }
        }
        return refunds;
    }

    private void one(ShopTill.History history, JsonNode intent, Map<String, Long> refunds, Sums book) {
        String status = intent.path("status").asString();
        String id = intent.path("id").asString();
        if (OPEN.contains(status)) {
            Duration age = Duration.between(
                    Instant.ofEpochSecond(intent.path("created").asLong()), Instant.now());
            open.add(id + " is " + status + " for " + age.toSeconds() + " s; the sandbox has taken " + book.captured);
            return;
        }
        if (book.captured > history.purchase.amountMinor()
                && book.captured - book.refunded > intent.path("amount").asLong()) {
            doubles++;
        }
        compare(id, "received", intent.path("amount_received").asLong(), book.captured);
        compare(id, "refunded", refunds.getOrDefault(id, 0L), book.refunded);
        compare(id, "disputed", disputed.getOrDefault(id, 0L), book.disputed);
        if (!history.intent.isEmpty() && !history.intent.equals(id)) {
            quarrels.add(id + ": the shop was told of " + history.intent);
        }
        if (history.status.equals("succeeded") && !status.equals("succeeded")) {
            quarrels.add(id + ": the shop was told it succeeded, and it is " + status);
        }
        long toldBack =
                history.refunds.values().stream().mapToLong(Long::longValue).sum();
        if (toldBack > refunds.getOrDefault(id, 0L)) {
            quarrels.add(id + ": the shop was told of refunds of " + toldBack + ", Bursar has "
                    + refunds.getOrDefault(id, 0L));
        }
    }

    private void compare(String id, String what, long bursar, long book) {
        if (bursar != book) {
            quarrels.add(id + ": Bursar says " + what + " " + bursar + ", the sandbox " + book);
        }
    }

    /** What gateways owe, in the ledger, is what the sandbox took less what it gave back and what it asks for. */
    private void ledger() throws IOException {
        for (var each : byGateway.entrySet()) {
            String[] words = each.getKey().split(" ", 2);
            Sums sums = each.getValue();
            long owed =
                    balance("gateways/" + words[0] + "/receivable", words[1]) + balance("fees/" + words[0], words[1]);
            compare(
                    "gateways/" + words[0] + "/receivable and fees in " + words[1],
                    "it is owed",
                    owed,
                    sums.captured - sums.refunded - sums.disputed);
        }
    }

    private long balance(String path, String currency) throws IOException {
        long posted = 0;
        for (JsonNode balance : till.get("/v1/balances?path=" + path).path("data")) {
            if (balance.path("currency").asString().equals(currency)) {
                posted += balance.path("posted").asLong();
            }
        }
        return posted;
    }

    void print() {
        open.stream().limit(TOLD_MOST).forEach(each -> System.out.println("  open: " + each));
        quarrels.stream().limit(TOLD_MOST).forEach(each -> System.out.println("  DISAGREE: " + each));
    }
}
