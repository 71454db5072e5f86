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
    private final Map<String, Long> refunded = new HashMap<>();
    /** Refunds on their way, by payment. */
    private final Map<String, Long> refunding = new HashMap<>();

    private long doubles;

    /** What moved for one order or at one gateway, minor units. */
    static final class Sums {
        /** Where it moved, player and currency. */
        String gateway = "";

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

    /** Payments and refunds that nobody can tell the end of yet, with their age. */
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
        refunds();
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
            one(history, intent, book.getOrDefault(order, new Sums()));
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
                Sums sums = book.computeIfAbsent(order, _ -> new Sums());
                sums.gateway = gateway;
                sums.add(line);
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

    /** What Bursar says was given back, by payment, and what it does not know yet; what failed was not. */
    private void refunds() throws IOException {
        for (JsonNode refund : till.all("/v1/refunds")) {
            String payment = refund.path("payment_intent").asString();
            long amount = refund.path("amount").asLong();
            String status = refund.path("status").asString("");
            if (ShopTill.isOpen(refund)) {
                refunding.merge(payment, amount, Long::sum);
                open.add(refund.path("id").asString() + " of " + payment + " is pending for " + age(refund) + " s");
            } else if (!status.equals("failed") && !status.equals("canceled")) {
                refunded.merge(payment, amount, Long::sum);
            }
        }
    }

    /** Seconds since it was made. */
    private static long age(JsonNode made) {
        return Duration.between(Instant.ofEpochSecond(made.path("created").asLong()), Instant.now())
                .toSeconds();
    }

    private void one(ShopTill.History history, JsonNode intent, Sums book) {
        String status = intent.path("status").asString();
        String id = intent.path("id").asString();
        if (OPEN.contains(status)) {
            open.add(id + " is " + status + " for " + age(intent) + " s; the sandbox has taken " + book.captured);
            notYet(book, book.captured, book.refunded);
            return;
        }
        if (book.captured > history.purchase.amountMinor()
                && book.captured - book.refunded > intent.path("amount").asLong()) {
            doubles++;
        }
        compare(id, "received", intent.path("amount_received").asLong(), book.captured);
        long settled = refunded.getOrDefault(id, 0L);
        long onTheWay = refunding.getOrDefault(id, 0L);
        if (onTheWay > 0 && book.refunded == settled + onTheWay) {
            notYet(book, 0, onTheWay);
        } else {
            compare(id, "refunded", settled, book.refunded);
        }
        compare(id, "disputed", disputed.getOrDefault(id, 0L), book.disputed);
        if (!history.intent.isEmpty() && !history.intent.equals(id)) {
            quarrels.add(id + ": the shop was told of " + history.intent);
        }
        if (history.status.equals("succeeded") && !status.equals("succeeded")) {
            quarrels.add(id + ": the shop was told it succeeded, and it is " + status);
        }
        long toldBack =
                history.refunds.values().stream().mapToLong(Long::longValue).sum();
        if (toldBack > settled + onTheWay) {
            quarrels.add(id + ": the shop was told of refunds of " + toldBack + ", Bursar has " + (settled + onTheWay));
        }
    }

    /** The gateway did what Bursar lists as not known: its books cannot have it yet. */
    private void notYet(Sums book, long captured, long givenBack) {
        Sums all = byGateway.get(book.gateway);
        if (all != null) {
            all.captured -= captured;
            all.refunded -= givenBack;
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
