package io.bursar.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import io.bursar.engine.LedgerDoctor;
import io.bursar.gateways.GatewaySettings;
import io.bursar.gateways.GatewaySettings.Account;
import io.bursar.gateways.GatewaySettings.Patience;
import io.bursar.gateways.GatewaySettings.Secret;
import io.bursar.gateways.SandboxRig;
import io.bursar.payments.Resolving;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Rules, failover and dry runs, through the API, with several accounts at the sandbox's Stripe. */
class RoutingTest {
    private static final String FORM =
            "amount=1000&currency=usd&confirm=true&payment_method_types[]=card&payment_method=pm_card_";

    private static SandboxRig sandbox;
    private static RunningBursar bursar;

    @BeforeAll
    static void open() {
        sandbox = SandboxRig.start();
        Map<String, Account> accounts = new LinkedHashMap<>();
        for (String name : List.of("stripe", "stripe_b", "stripe_c", "stripe_d")) {
            accounts.put(name, sandbox.stripe("whsec_" + name));
        }
        for (String name : List.of("stripe_down", "stripe_gone", "stripe_bad")) {
            accounts.put(name, new Account(new Secret("sk_test_x"), List.of(), URI.create("http://127.0.0.1:9"), 100));
        }
        accounts.put("razorpay", sandbox.razorpay("razorpay_secret"));
        bursar = RunningBursar.startWithGateways(
                new GatewaySettings(accounts, new Patience(Duration.ofSeconds(3), Duration.ofSeconds(1))),
                spring -> {});
    }

    @AfterAll
    static void close() {
        bursar.close();
        sandbox.close();
    }

    @AfterEach
    void the_books_add_up() throws SQLException {
        sandbox.clearFaults();
        get("/v1/routing_rule_sets?limit=100").expect(200).at("/data").forEach(set -> {
            if (set.get("status").asString().equals("active")) {
                act(set.get("id").asString(), "retire").expect(200);
            }
        });
        long taken = 0;
        for (JsonNode line : sandbox.book()) {
            taken += line.get("captured").asLong() - line.get("refunded").asLong();
            assertThat(line.get("authorisations").asInt()).as("%s", line).isLessThanOrEqualTo(1);
        }
        long owed = 0;
        for (String gateway : List.of("stripe", "stripe_b", "stripe_c", "stripe_d", "stripe_down", "razorpay")) {
            Reply balances =
                    get("/v1/balances?path=gateways/" + gateway + "/receivable").expect(200);
            for (JsonNode balance : balances.at("/data")) {
                owed += balance.get("posted").asLong();
            }
        }
        assertThat(owed).as("what all gateways owe us").isEqualTo(taken);
        assertThat(LedgerDoctor.examine(bursar.database().ledger(), 1, System.out))
                .isEqualTo(LedgerDoctor.Verdict.CLEAN);
    }

    private static Request get(String path) {
        return bursar.get(path);
    }

    private static Request post(String path) {
        return bursar.post(path).key(RunningBursar.unique("routing"));
    }

    private static Reply act(String set, String what) {
        return post("/v1/routing_rule_sets/" + set + "/" + what).send();
    }

    /** @param rules as JSON with single quotes for double ones, and {@code `} for single ones */
    private static String draft(String... rules) {
        return post("/v1/routing_rule_sets")
                .body(
                        "application/json",
                        "{\"description\":\"of a test\",\"rules\":["
                                + String.join(",", rules).replace('\'', '"').replace('`', '\'') + "]}")
                .expect(201)
                .id();
    }

    private static String active(String... rules) {
        String set = draft(rules);
        act(set, "activate").expect(200);
        return set;
    }

    private static String rule(String when, String... gateways) {
        return "{'when':'" + when + "','gateways':['" + String.join("','", gateways) + "']}";
    }

    private static Reply pay(String card) {
        return post("/v1/payment_intents").form(FORM + card).send();
    }

    /** Gateways at which a payment was tried, one after the other. */
    private static List<String> tried(String payment) {
        List<String> gateways = new ArrayList<>();
        get("/v1/charges?limit=100&payment_intent=" + payment)
                .expect(200)
                .at("/data")
                .forEach(charge -> gateways.addFirst(charge.get("gateway").asString()));
        return gateways;
    }

    private static JsonNode decision(String payment) {
        return get("/v1/routing_decisions?payment_intent=" + payment)
                .expect(200)
                .at("/data");
    }

    @Test
    void without_rules_the_first_of_the_configuration_takes_it() {
        Reply paid = pay("visa").expect(200);
        assertThat(tried(paid.id())).containsExactly("stripe");
        JsonNode decision = decision(paid.id()).get(0);
        assertThat(decision.get("rule_set").isNull()).isTrue();
        assertThat(decision.get("able")).hasSize(7);
        assertThat(decision.get("gateway").asString()).isEqualTo("stripe");
    }

    @Test
    void rules_in_force_decide_and_are_told_with_the_try() {
        String set = active(
                rule("currency == `eur`", "stripe"),
                "{'name':'big ones','when':'amount >= 1000 && metadata.shop == `7`',"
                        + "'gateways':['razorpay','stripe_c','stripe_b']}");
        Reply paid =
                post("/v1/payment_intents").form(FORM + "visa&metadata[shop]=7").expect(200);
        assertThat(tried(paid.id())).containsExactly("stripe_c");
        JsonNode decision = decision(paid.id()).get(0);
        assertThat(decision.get("rule_set").asString()).isEqualTo(set);
        assertThat(decision.get("rule").asInt()).isEqualTo(1);
        assertThat(decision.get("rule_name").asString()).isEqualTo("big ones");
        assertThat(decision.at("/candidates/0/gateway").asString()).isEqualTo("stripe_c");
        assertThat(decision.at("/candidates/1/gateway").asString()).isEqualTo("stripe_b");
        assertThat(decision.get("charge")).isEqualTo(paid.at("/latest_charge"));
        Reply other =
                post("/v1/payment_intents").form(FORM + "visa&metadata[shop]=8").expect(200);
        assertThat(tried(other.id())).containsExactly("stripe");
        act(set, "retire").expect(200);
        Reply after =
                post("/v1/payment_intents").form(FORM + "visa&metadata[shop]=7").expect(200);
        assertThat(tried(after.id())).containsExactly("stripe");
    }

    @Test
    void customers_and_where_it_is_shipped_to_are_known_to_rules() {
        String customer = post("/v1/customers")
                .form("name=Asha&metadata[tier]=gold")
                .expect(200)
                .id();
        active(
                rule("country == `IN`", "stripe_d"),
                rule("customer != `` && customer_metadata[`tier`] == `gold`", "stripe_b"));
        Reply gold = post("/v1/payment_intents")
                .form(FORM + "visa&customer=" + customer)
                .expect(200);
        assertThat(tried(gold.id())).containsExactly("stripe_b");
        Reply shipped = post("/v1/payment_intents")
                .form(FORM + "visa&shipping[name]=A&shipping[address][line1]=B&shipping[address][country]=IN")
                .expect(200);
        assertThat(tried(shipped.id())).containsExactly("stripe_d");
    }

    @Test
    void a_rule_that_cannot_be_evaluated_is_passed_over_counted_and_told() {
        active(rule("metadata.nothing == `x`", "stripe_d"), rule("true", "stripe_b"));
        Reply paid = pay("visa").expect(200);
        assertThat(tried(paid.id())).containsExactly("stripe_b");
        JsonNode decision = decision(paid.id()).get(0);
        assertThat(decision.at("/failures/0/rule").asInt()).isZero();
        assertThat(decision.at("/failures/0/why").asString()).contains("nothing");
        assertThat(bursar.get("/metrics").expect(200).text()).containsPattern("routing_rule_failures_total [1-9]");
    }

    @Test
    void a_gateway_that_cannot_be_reached_is_passed_over() {
        active(rule("true", "stripe_down", "stripe_b"));
        Reply paid = pay("visa").expect(200);
        assertThat(paid.at("/status").asString()).isEqualTo("succeeded");
        assertThat(tried(paid.id())).containsExactly("stripe_down", "stripe_b");
        assertThat(decision(paid.id())).hasSize(2);
        assertThat(bursar.get("/v1/balances?path=gateways/stripe_b/receivable")
                        .expect(200)
                        .at("/data/0/posted")
                        .asLong())
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({"rate_limit", "conflict"})
    void what_a_gateway_proves_not_to_have_done_is_tried_at_the_next(String fault) {
        active(rule("true", "stripe_b", "stripe_c"));
        sandbox.fault(fault, "/v1/payment_intents");
        Reply paid = pay("visa").expect(200);
        assertThat(paid.at("/status").asString()).isEqualTo("succeeded");
        assertThat(tried(paid.id())).containsExactly("stripe_b", "stripe_c");
    }

    @ParameterizedTest
    @CsvSource({
        "timeout_before",
        "timeout_after",
        "reset_before",
        "reset_after",
        "error_before",
        "error_after",
        "unavailable"
    })
    void of_what_nobody_knows_no_other_gateway_is_asked(String fault) {
        active(rule("true", "stripe_b", "stripe_c"));
        sandbox.fault(fault, "/v1/payment_intents");
        Reply paid = pay("visa").expect(200);
        assertThat(paid.at("/status").asString()).as("%s", paid.text()).isIn("processing", "succeeded");
        Resolving.now(bursar, Duration.ofMinutes(3));
        assertThat(tried(paid.id())).containsExactly("stripe_b");
        assertThat(get("/v1/payment_intents/" + paid.id())
                        .expect(200)
                        .at("/status")
                        .asString())
                .isIn("processing", "succeeded");
    }

    @Test
    void a_bank_s_no_is_asked_of_two_more_and_no_further() {
        active(rule("true", "stripe", "stripe_gone", "stripe_b", "stripe_c", "stripe_d"));
        Reply declined = pay("chargeDeclined").expect(402);
        String id = declined.at("/error/payment_intent/id").asString();
        assertThat(tried(id)).containsExactly("stripe", "stripe_gone", "stripe_b", "stripe_c");
        assertThat(declined.at("/error/code").asString()).isEqualTo("card_declined");
        for (String kind :
                List.of("chargeDeclinedInsufficientFunds", "chargeDeclinedLostCard", "chargeDeclinedExpiredCard")) {
            String other = pay(kind).expect(402).at("/error/payment_intent/id").asString();
            assertThat(tried(other)).as(kind).containsExactly("stripe");
        }
    }

    @Test
    void a_gateway_that_does_badly_goes_behind() {
        active(rule("metadata.to == `down`", "stripe_bad"), rule("true", "stripe_bad", "stripe_b"));
        for (int i = 0; i < 20; i++) {
            post("/v1/payment_intents").form(FORM + "visa&metadata[to]=down").expect(503);
        }
        Reply paid = pay("visa").expect(200);
        assertThat(tried(paid.id())).containsExactly("stripe_b");
        JsonNode decision = decision(paid.id()).get(0);
        assertThat(decision.at("/candidates/1/gateway").asString()).isEqualTo("stripe_bad");
        assertThat(decision.at("/candidates/1/answered_per_mille").asInt()).isZero();
    }

    @Test
    void a_dry_run_says_what_would_change_and_changes_nothing() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(pay("visa").expect(200).id());
        }
        ids.add(post("/v1/payment_intents")
                .form(FORM.replace("usd", "eur") + "visa")
                .expect(200)
                .id());
        post("/v1/payment_intents")
                .form("amount=500&currency=inr&confirm=true&payment_method_types[]=upi&payment_method_data[type]=upi"
                        + "&receipt_email=asha@example.com"
                        + "&payment_method_data[billing_details][phone]=%2B919876543210")
                .expect(200);
        String set = draft(
                rule("currency == `eur`", "stripe_c"),
                rule("method == `upi`", "stripe_b"),
                rule("metadata.nothing == `x`", "stripe_d"),
                "{'name':'rest','when':'method == `card`','gateways':['stripe_b']}");
        int lines = sandbox.book().size();
        Reply run = post("/v1/routing_rule_sets/" + set + "/dry_run")
                .form("limit=6")
                .expect(200);
        assertThat(run.at("/payments").asInt()).isEqualTo(6);
        assertThat(run.at("/unchanged").asInt()).isEqualTo(1);
        assertThat(run.at("/unable").asInt()).isZero();
        assertThat(run.at("/changes")).hasSize(2);
        assertThat(run.at("/changes/0/from").asString()).isEqualTo("stripe");
        assertThat(run.at("/changes/0/to").asString()).isEqualTo("stripe_b");
        assertThat(run.at("/changes/0/payments").asInt()).isEqualTo(4);
        assertThat(run.at("/changes/0/amounts/0/amount").asLong()).isEqualTo(4_000);
        assertThat(run.at("/changes/0/examples")).hasSize(3);
        assertThat(run.at("/changes/1/to").asString()).isEqualTo("stripe_c");
        assertThat(run.at("/changes/1/amounts/0/currency").asString()).isEqualTo("eur");
        assertThat(run.at("/changes/1/examples/0").asString()).isEqualTo(ids.getLast());
        assertThat(run.at("/rules/2/failed").asInt()).isEqualTo(5);
        assertThat(run.at("/rules/3/decided").asInt()).isEqualTo(4);
        assertThat(sandbox.book()).hasSize(lines);
        assertThat(tried(ids.getFirst())).containsExactly("stripe");
        assertThat(get("/v1/routing_rule_sets/" + set).expect(200).at("/status").asString())
                .isEqualTo("draft");
    }

    @Test
    void of_many_activations_at_once_one_stays_and_all_nodes_know_it() throws Exception {
        List<String> sets = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sets.add(draft(rule("true", i % 2 == 0 ? "stripe_b" : "stripe_c")));
        }
        try (ExecutorService operators = Executors.newFixedThreadPool(6)) {
            List<Future<Reply>> replies = new ArrayList<>();
            sets.forEach(set -> replies.add(operators.submit(() -> act(set, "activate"))));
            for (Future<Reply> reply : replies) {
                reply.get().expect(200);
            }
        }
        List<JsonNode> active = new ArrayList<>();
        get("/v1/routing_rule_sets?limit=100").expect(200).at("/data").forEach(set -> {
            if (set.get("status").asString().equals("active")) {
                active.add(set);
            }
        });
        assertThat(active).hasSize(1);
        ActiveRules otherNode = new ActiveRules(bursar.bean(RuleSetStore.class));
        assertThat(otherNode.of(1).orElseThrow().set().id())
                .isEqualTo(active.getFirst().get("id").asString());
        String last = active(rule("true", "stripe_d"));
        long began = System.nanoTime();
        while (!otherNode.of(1).orElseThrow().set().id().equals(last)) {
            assertThat(System.nanoTime() - began).isLessThan(1_000_000_000L);
            Thread.onSpinWait();
        }
        assertThat(get("/v1/events?limit=100")
                        .expect(200)
                        .at("/data")
                        .valueStream()
                        .filter(event ->
                                event.at("/data/object/id").asString("").equals(last))
                        .map(event -> event.get("type").asString()))
                .containsExactly("routing_rule_set.activated", "routing_rule_set.created");
    }

    @Test
    void versions_count_up_and_a_repeat_makes_no_second_set() {
        String body = "{'rules':[" + rule("true", "stripe") + "]}";
        String key = RunningBursar.unique("same");
        Reply first = bursar.post("/v1/routing_rule_sets").key(key).json(body).expect(201);
        Reply again = bursar.post("/v1/routing_rule_sets").key(key).json(body).expect(201);
        assertThat(again.id()).isEqualTo(first.id());
        Reply next = post("/v1/routing_rule_sets").json(body).expect(201);
        assertThat(next.at("/version").asInt()).isEqualTo(first.at("/version").asInt() + 1);
        act(next.id(), "retire").expectError(400, "routing_rule_set_unexpected_state", null);
    }
}
