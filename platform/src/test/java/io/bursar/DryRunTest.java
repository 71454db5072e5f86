package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Routes.Route;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code ?dry_run=true}: the very answer of the request, and nothing behind it. */
class DryRunTest {
    /** Routes of the ledger that write, and the one that only puts something on a list of its own. */
    private static final String LEDGER = "POST /v1/(transactions|holds|accounts|chart|periods)(/.*)?";

    private static final Set<String> MOMENTS = Set.of("id", "dry_run", "created", "recorded_at", "effective_at");

    private static RunningBursar bursar;
    private static Map<String, String> ids;

    @BeforeAll
    static void start() {
        bursar = RunningBursar.startOwn();
        bursar.post("/v1/chart")
                .json("{'patterns':[{'path':'world','kind':'asset'},"
                        + "{'path':'users/{u}','kind':'liability','floor':0}]}")
                .expect(201);
        String booked =
                pay("/v1/transactions", "world", "users/1", 900).expect(201).id();
        String hold = pay("/v1/holds", "users/1", "users/2", 70).expect(201).id();
        String account = bursar.get("/v1/accounts?path=users/1")
                .expect(200)
                .at("/data/0/id")
                .asString();
        ids = Map.of("tx", booked, "hold", hold, "acct", account);
    }

    @AfterAll
    static void stop() {
        bursar.close();
    }

    private static Request request(String route, String key, String body) {
        return bursar.post(route).key(key).json(body);
    }

    private static Request payment(String route, String debit, String credit, long minor) {
        return request(
                route,
                RunningBursar.unique("dry"),
                "{'legs':[{'debit':'%s','credit':'%s','amount':%d,'currency':'inr'}],'reference':'r'}"
                        .formatted(debit, credit, minor));
    }

    private static Reply pay(String route, String debit, String credit, long minor) {
        return payment(route, debit, credit, minor).send();
    }

    private static long rows() {
        return LedgerId.position(bursar.bean(Ledger.class).reader().committedSeq());
    }

    /** Each route with what it takes, in an order in which all of them do something. */
    private static List<List<String>> requests() {
        String legs = "{'legs':[{'debit':'world','credit':'users/7','amount':5,'currency':'inr'}]";
        String upTo = "{'legs':[{'debit':'users/1','credit':'users/9','amount':99999,'currency':'inr','up_to':true}]}";
        String account = "/v1/accounts/" + ids.get("acct");
        long inAnHour = Instant.now().plusSeconds(3_600).getEpochSecond();
        return List.of(
                List.of("/v1/transactions", legs + ",'metadata':{'a':'b'}}"),
                List.of("/v1/transactions/" + ids.get("tx") + "/reverse", "{'amounts':[10]}"),
                List.of(
                        "/v1/holds",
                        legs.replace("users/7", "users/8").replace("world", "users/7") + ",'expires_at':" + inAnHour
                                + "}"),
                List.of("/v1/holds/" + ids.get("hold") + "/capture", "{'amounts':[20]}"),
                List.of("/v1/holds/" + ids.get("hold") + "/release", "{}"),
                List.of("/v1/transactions", upTo),
                List.of("/v1/accounts", "{'path':'users/new','currency':'inr','limits':{'floor':-5,'ceiling':null}}"),
                List.of(account, "{'metadata':{'tier':'gold'}}"),
                List.of(account + "/freeze", "{}"),
                List.of(account + "/unfreeze", "{}"),
                List.of(account + "/close", "{'fact':true}"),
                List.of(account + "/reopen", "{}"),
                List.of(
                        "/v1/chart",
                        "{'patterns':[{'path':'world','kind':'asset'},{'path':'users/{u}',"
                                + "'kind':'liability','floor':0},{'path':'more','kind':'income'}]}"),
                List.of("/v1/periods", "{'closed_before':'2026-01-01'}"),
                List.of("/v1/periods/reopen", "{'closed_before':null}"));
    }

    @Test
    void each_route_answers_what_it_then_does() {
        for (List<String> each : requests()) {
            String key = RunningBursar.unique("dry");
            long before = rows();
            Reply dry = request(each.getFirst() + "?dry_run=true", key, each.getLast())
                    .send();
            assertThat(rows()).as("rows after a dry run of %s", each).isEqualTo(before);
            Reply real = request(each.getFirst(), key, each.getLast()).send();
            assertThat(real.status()).as(real.text()).isIn(200, 201);
            assertThat(real.header("Idempotent-Replayed"))
                    .as("%s took the key", each)
                    .isNull();
            assertThat(rows()).as("rows after %s", each).isGreaterThan(before);
            assertThat(dry.status()).as("%s: %s", each, dry.text()).isEqualTo(real.status());
            assertThat(dry.at("/dry_run").asBoolean()).isTrue();
            assertThat(lasting(dry.json())).as("%s", each).isEqualTo(lasting(real.json()));
            boolean isNew = real.json().has("id") && !real.id().equals(ids.get("acct"));
            assertThat(dry.json().path("id").isNull())
                    .as("%s: %s", each, dry.text())
                    .isEqualTo(isNew);
        }
    }

    /** What is the same a moment later. */
    private static Map<String, JsonNode> lasting(JsonNode json) {
        Map<String, JsonNode> members = new TreeMap<>();
        json.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        members.keySet().removeAll(MOMENTS);
        return members;
    }

    @Test
    void a_refusal_is_foreseen_and_its_key_stays_free() {
        String key = RunningBursar.unique("dry");
        String body = "{'legs':[{'debit':'users/poor','credit':'users/2','amount':5,'currency':'inr'}]}";
        Reply dry =
                request("/v1/transactions?dry_run=true", key, body).send().expectError(402, "insufficient_funds", null);
        assertThat(dry.at("/dry_run").asBoolean()).isTrue();
        assertThat(dry.at("/error/details/needed").asLong()).isEqualTo(5);
        request("/v1/transactions", key, body.replace("users/poor", "world")).expect(201);
        Reply reused = request("/v1/transactions?dry_run=true", key, body)
                .send()
                .expectError(400, "idempotency_key_reused", "legs[0][debit]");
        assertThat(reused.at("/dry_run").asBoolean()).isTrue();
    }

    @Test
    void what_was_booked_under_the_key_is_replayed_with_its_id() {
        String key = RunningBursar.unique("dry");
        String body = "{'legs':[{'debit':'world','credit':'users/2','amount':5,'currency':'inr'}]}";
        Reply real = request("/v1/transactions", key, body).expect(201);
        Reply dry = request("/v1/transactions?dry_run=true", key, body).expect(201);
        assertThat(dry.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(dry.id()).isEqualTo(real.id());
        assertThat(dry.at("/dry_run").asBoolean()).isTrue();
    }

    @Test
    void transactions_of_a_batch_see_those_before_them() {
        String user = RunningBursar.unique("users/b");
        String body = "{'atomic':%s,'transactions':["
                + "{'legs':[{'debit':'world','credit':'USER','amount':10,'currency':'inr'}]},"
                + "{'legs':[{'debit':'USER','credit':'users/2','amount':9,'currency':'inr'}]},"
                + "{'legs':[{'debit':'USER','credit':'users/2','amount':2,'currency':'inr'}]}]}";
        long before = rows();
        String url = "/v1/transactions/batch?dry_run=true";
        Reply each = request(url, user, body.formatted("false").replace("USER", user))
                .expect(200);
        assertThat(each.at("/dry_run").asBoolean()).isTrue();
        assertThat(each.at("/data/1/transaction/legs/0/debit_balance").asLong()).isEqualTo(1);
        assertThat(each.at("/data/1/transaction/id").isNull()).isTrue();
        assertThat(each.at("/data/2/status").asInt()).isEqualTo(402);
        Reply together =
                request(url, user, body.formatted("true").replace("USER", user)).send();
        together.expectError(402, "insufficient_funds", "transactions[2]");
        assertThat(together.at("/dry_run").asBoolean()).isTrue();
        assertThat(rows()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?dry_run=yes", "?dry_run=", "?dry_run", "?dry_run=1", "?dry_run=TRUE", "?dry_run[a]=true"})
    void a_bad_value_is_named_and_books_nothing(String query) {
        long before = rows();
        Reply reply = payment("/v1/transactions" + query, "world", "users/1", 5).send();
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.at("/error/param").asString()).startsWith("dry_run");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void false_is_as_if_it_were_not_there() {
        Reply real =
                payment("/v1/transactions?dry_run=false", "world", "users/1", 5).expect(201);
        assertThat(real.json().has("dry_run")).isFalse();
        assertThat(real.id()).startsWith("tx_");
        payment("/v1/transactions?dry_run=true&dry_run=true", "world", "users/1", 5)
                .send()
                .expectError(400, "parameter_duplicate", "dry_run");
    }

    /** Every route of the ledger that writes takes it; all others refuse it, so that nobody books believing not to. */
    @TestFactory
    Stream<DynamicTest> routes_take_it_or_refuse_it() {
        return Routes.of(bursar).stream()
                .filter(route -> route.method().equals("POST") && route.path().startsWith("/v1/"))
                .map(route -> DynamicTest.dynamicTest(route.toString(), () -> takesOrRefuses(route)));
    }

    private static void takesOrRefuses(Route route) {
        boolean takes = route.toString().matches(LEDGER);
        String id = ids.getOrDefault(route.idPrefix(), route.idPrefix() + "_0000g00000001");
        Reply reply = request(
                        route.path().replace("{id}", id) + "?dry_run=perhaps", RunningBursar.unique("dry"), body(route))
                .send();
        if (takes) {
            reply.expectError(400, "parameter_invalid", "dry_run");
        } else {
            if (route.path().equals("/v1/files")) {
                // It takes files, and refuses any other body before anything is read.
                reply.expectError(415, "content_type_unsupported", "Content-Type");
                return;
            }
            assertThat(reply.status()).as(reply.text()).isIn(400, 404);
            assertThat(reply.at("/error/code").asString()).isNotEqualTo("parameter_invalid");
        }
    }

    private static String body(Route route) {
        return route.path().endsWith("/batch")
                ? "{'transactions':[{'legs':[{'debit':'world','credit':'users/1','amount':1,'currency':'inr'}]}]}"
                : "{}";
    }
}
