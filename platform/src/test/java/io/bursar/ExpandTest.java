package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.access.ApiKeys;
import io.bursar.api.Caller.Right;
import io.bursar.api.ExpansionSource;
import io.bursar.api.ExpansionSource.Member;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** {@code expand}: each member that is declared, no other, as far as the key may see. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExpandTest {
    private final RunningBursar bursar = RunningBursar.shared();
    private final String user = "users/" + RunningBursar.unique("expand") + "/wallet";
    private final String shop = "shops/" + RunningBursar.unique("expand");
    private String booked = "";
    private String reversal = "";
    private String hold = "";
    private String capture = "";
    private String account = "";
    private String apiKey = "";

    @BeforeAll
    void story() {
        bursar.post("/v1/chart").json("""
                {'patterns':[{'path':'world','kind':'asset'},
                {'path':'users/{user}/wallet','kind':'liability','floor':0},
                {'path':'shops/{shop}','kind':'liability'}]}""").expect(201);
        booked = post("/v1/transactions", legs("world", user, 5_000)).id();
        reversal = post("/v1/transactions/" + booked + "/reverse", "{'amounts':[100]}")
                .id();
        hold = post("/v1/holds", legs(user, shop, 1_500)).id();
        capture = post("/v1/holds/" + hold + "/capture", "{'amounts':[1000]}").id();
        account = bursar.get("/v1/accounts?path=" + user)
                .expect(200)
                .at("/data/0/id")
                .asString();
        apiKey = bursar.post("/v1/api_keys")
                .json("{'name':'expanded','rights':['accounts.read']}")
                .expect(201)
                .id();
    }

    private static String legs(String debit, String credit, int amount) {
        return "{'legs':[{'debit':'" + debit + "','credit':'" + credit + "','amount':" + amount
                + ",'currency':'inr'}]}";
    }

    private Reply post(String path, String body) {
        return bursar.post(path).key(RunningBursar.unique("expand")).json(body).expect(201);
    }

    /** Where each member that can be expanded is to be seen: a request, and a pointer to it in the answer. */
    private Map<String, List<String>> places() {
        return Map.ofEntries(
                place("transaction: hold", "/v1/transactions/" + capture, "/hold", "hold"),
                place("transaction: reverses", "/v1/transactions/" + reversal, "/reverses", "transaction"),
                place("transaction: legs.debit", "/v1/transactions/" + booked, "/legs/0/debit", "account"),
                place("transaction: legs.credit", "/v1/transactions/" + booked, "/legs/0/credit", "account"),
                place("hold: legs.debit", "/v1/holds/" + hold, "/legs/0/debit", "account"),
                place("hold: legs.credit", "/v1/holds/" + hold, "/legs/0/credit", "account"),
                place(
                        "entry: transaction",
                        "/v1/accounts/" + account + "/history",
                        "/data/0/transaction",
                        "transaction"),
                place("entry: counterparty", "/v1/accounts/" + account + "/history", "/data/0/counterparty", "account"),
                place("balance: account", "/v1/balances?path=" + user, "/data/0/account", "account"),
                place("balance_at: account", "/v1/accounts/" + account + "/balance", "/account", "account"),
                place("statement: account", "/v1/accounts/" + account + "/statement", "/account", "account"),
                place(
                        "statement: movements.data.transaction",
                        "/v1/accounts/" + account + "/statement",
                        "/movements/data/0/transaction",
                        "transaction"),
                place(
                        "statement: movements.data.counterparty",
                        "/v1/accounts/" + account + "/statement",
                        "/movements/data/0/counterparty",
                        "account"),
                place("api_key: book", "/v1/api_keys/" + apiKey, "/book", "book"));
    }

    private static Map.Entry<String, List<String>> place(String member, String path, String pointer, String object) {
        return Map.entry(member, List.of(path, pointer, object));
    }

    @TestFactory
    Stream<DynamicTest> each_member_that_is_declared_expands() {
        return places().entrySet().stream()
                .map(place -> DynamicTest.dynamicTest(place.getKey(), () -> {
                    String path = place.getValue().get(0);
                    String pointer = place.getValue().get(1);
                    boolean isList = pointer.startsWith("/data/");
                    String field = (isList ? "data." : "") + place.getKey().replaceAll(".*: ", "");
                    JsonNode plain = bursar.get(path).expect(200).at(pointer);
                    assertThat(plain.isString()).isTrue();
                    JsonNode expanded = expand(path, field).expect(200).at(pointer);
                    assertThat(expanded.path("object").asString())
                            .isEqualTo(place.getValue().get(2));
                    assertThat(List.of(
                                    expanded.path("id").asString(),
                                    expanded.path("path").asString("")))
                            .contains(plain.asString());
                }));
    }

    private Reply expand(String path, String... fields) {
        StringBuilder query = new StringBuilder(path.contains("?") ? "&" : "?");
        for (String field : fields) {
            query.append("expand[]=").append(field).append('&');
        }
        return bursar.get(path + query.substring(0, query.length() - 1)).send();
    }

    @Test
    void what_the_document_declares_is_what_there_is() {
        Set<String> declared = new TreeSet<>();
        Contract.schemas().forEach((name, schema) -> {
            if (schema.get("x-expandableFields") instanceof List<?> fields) {
                String object = Contract.at(schema, "properties", "object", "const")
                        .orElseThrow()
                        .toString();
                fields.forEach(field -> declared.add(object + ": " + field));
            }
        });
        Set<String> known = new TreeSet<>();
        for (ExpansionSource source :
                bursar.context().getBeansOfType(ExpansionSource.class).values()) {
            for (Member member : source.members()) {
                known.add(member.object() + ": " + member.path());
            }
        }
        assertThat(declared).as("x-expandableFields in api/openapi.yaml").isEqualTo(known);
        Set<String> tried = new TreeSet<>(places().keySet());
        tried.addAll(Set.of("batch_item: transaction.legs.debit", "batch_item: transaction.legs.credit"));
        // Those of payments are expanded where there is a provider: by MethodsTest.
        tried.addAll(Set.of("payment_method: customer", "customer: invoice_settings.default_payment_method"));
        // By SetupsTest.
        tried.addAll(Set.of(
                "setup_intent: customer",
                "setup_intent: mandate",
                "setup_intent: payment_method",
                "mandate: payment_method"));
        // And by PaymentsTest.
        tried.addAll(Set.of(
                "payment_intent: latest_charge",
                "payment_intent: customer",
                "payment_intent: payment_method",
                "charge: balance_transaction",
                "charge: customer",
                "charge: payment_intent",
                "charge: payment_method",
                "refund: balance_transaction",
                "refund: charge",
                "refund: payment_intent",
                "balance_transaction: source"));
        // And by DisputesTest.
        tried.addAll(Set.of(
                "charge: dispute",
                "dispute: charge",
                "dispute: payment_intent",
                "radar.early_fraud_warning: charge",
                "radar.early_fraud_warning: payment_intent"));
        assertThat(tried).as("members that this test expands").isEqualTo(known);
    }

    @Test
    void nothing_else_expands() {
        for (String path : List.of(
                "reference",
                "legs",
                "legs.amount",
                "legs.debit.path",
                "data.hold",
                "hold.",
                ".hold",
                "",
                "hold..legs",
                "Hold",
                "metadata",
                "id",
                "reverses.legs.debit.transaction")) {
            expand("/v1/transactions/" + booked, path).expectError(400, "expansion_unknown", "expand[0]");
        }
        expand("/v1/transactions?key=none", "hold").expectError(400, "expansion_unknown", "expand[0]");
        expand("/v1/transactions/" + booked, "hold", "nothing").expectError(400, "expansion_unknown", "expand[1]");
        expand("/v1/accounts/" + account, "path").expectError(400, "parameter_unknown", "expand");
        expand("/v1/chart", "patterns").expectError(400, "parameter_unknown", "expand");
    }

    @Test
    void paths_go_through_four_objects_and_no_further() {
        String four = "reverses.reverses.reverses.hold";
        expand("/v1/transactions/" + reversal, four).expect(200);
        expand("/v1/transactions/" + reversal, four + ".legs.debit").expectError(400, "expansion_unknown", "expand[0]");
        expand(
                        "/v1/transactions/" + booked,
                        Stream.generate(() -> "hold").limit(21).toArray(String[]::new))
                .expectError(400, "expansion_unknown", "expand");
    }

    @Test
    void expansions_go_into_each_other() {
        Reply history = expand(
                        "/v1/accounts/" + account + "/history?limit=100",
                        "data.transaction.hold.legs.credit",
                        "data.transaction.legs.debit",
                        "data.counterparty")
                .expect(200);
        JsonNode newest = history.at("/data")
                .valueStream()
                .filter(entry -> entry.at("/transaction/id").asString().equals(capture))
                .filter(entry -> entry.at("/type").asString().equals("capture"))
                .findFirst()
                .orElseThrow();
        assertThat(newest.at("/transaction/hold/id").asString()).isEqualTo(hold);
        assertThat(newest.at("/transaction/hold/legs/0/credit/path").asString()).isEqualTo(shop);
        assertThat(newest.at("/transaction/hold/legs/0/debit").asString()).isEqualTo(user);
        assertThat(newest.at("/transaction/legs/0/debit/path").asString()).isEqualTo(user);
        assertThat(newest.at("/counterparty/path").asString()).isEqualTo(shop);
        List<String> kinds = new ArrayList<>();
        history.at("/data")
                .forEach(entry -> kinds.add(entry.at("/transaction/object").asString()));
        assertThat(kinds).contains("transaction", "hold");
    }

    @Test
    void requests_that_write_expand_too_by_query_or_body_and_nothing_happens_when_they_cannot() {
        String key = RunningBursar.unique("expand");
        String body = legs("world", user, 7).replace("}]}", "}],'expand':['legs.credit']}");
        Reply made = bursar.post("/v1/transactions").key(key).json(body).expect(201);
        assertThat(made.at("/legs/0/credit/path").asString()).isEqualTo(user);
        Reply replayed = bursar.post("/v1/transactions?expand[]=legs.debit")
                .key(key)
                .json(legs("world", user, 7))
                .expect(201);
        assertThat(replayed.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(replayed.at("/legs/0/debit/path").asString()).isEqualTo("world");
        Reply form = bursar.post("/v1/transactions")
                .key(RunningBursar.unique("expand"))
                .form("legs[0][debit]=world&legs[0][credit]=" + user + "&legs[0][amount]=1&legs[0][currency]=inr"
                        + "&expand[]=legs.debit")
                .expect(201);
        assertThat(form.at("/legs/0/debit/object").asString()).isEqualTo("account");
        String other = RunningBursar.unique("expand");
        bursar.post("/v1/transactions?expand[]=nothing")
                .key(other)
                .json(legs("world", user, 7))
                .send()
                .expectError(400, "expansion_unknown", "expand[0]");
        assertThat(bursar.get("/v1/transactions?key=" + other)
                        .expect(200)
                        .at("/data")
                        .size())
                .isZero();
    }

    @Test
    void items_of_a_batch_expand() {
        Reply batch = bursar.post("/v1/transactions/batch?expand[]=data.transaction.legs.debit"
                        + "&expand[]=data.transaction.legs.credit")
                .key(RunningBursar.unique("expand"))
                .json("{'transactions':[" + legs("world", user, 3) + "," + legs("shops/nobody-has-it", "nowhere", 3)
                        + "]}")
                .expect(200);
        assertThat(batch.at("/data/0/transaction/legs/0/debit/path").asString()).isEqualTo("world");
        assertThat(batch.at("/data/0/transaction/legs/0/credit/path").asString())
                .isEqualTo(user);
        assertThat(batch.at("/data/1/status").asInt()).isEqualTo(404);
    }

    @Test
    void a_key_sees_in_full_only_what_it_may_see_alone() {
        Map<Right, List<String>> rows =
                Map.of(Right.ACCOUNTS_READ, List.of("legs.debit", "legs.credit"), Right.HOLDS_READ, List.of("hold"));
        rows.forEach((needed, fields) -> {
            for (String field : fields) {
                String path = "/v1/transactions/" + capture + "?expand[]=" + field;
                Reply refused =
                        bursar.get(path).bearer(key(Right.TRANSACTIONS_READ)).send();
                refused.expectError(403, "right_missing", null);
                assertThat(refused.at("/error/details/right").asString()).isEqualTo(needed.text());
                bursar.get(path).bearer(key(Right.TRANSACTIONS_READ, needed)).expect(200);
            }
        });
        bursar.get("/v1/accounts/" + account + "/history?expand[]=data.transaction")
                .bearer(key(Right.ACCOUNTS_READ, Right.TRANSACTIONS_READ))
                .send()
                .expectError(403, "right_missing", null);
    }

    private String key(Right first, Right... more) {
        return bursar.bean(ApiKeys.class)
                .create("expands", EnumSet.of(first, more))
                .reveal();
    }
}
