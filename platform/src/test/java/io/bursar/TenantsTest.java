package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Routes.Route;
import io.bursar.gateways.SandboxRig;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Two tenants in one deployment: neither sees the other, nor the house either of them. */
class TenantsTest {
    private static final String ALL =
            "'chart.write','accounts.write','transactions.write','holds.write','ledger.fact','api_keys.write',"
                    + "'payments.write','refunds.write','customers.write','payment_methods.write','routing.write',"
                    + "'events.read','disputes.write'";
    private static final String CHART =
            "{'patterns':[{'path':'world','kind':'asset'},{'path':'users/{user}','kind':'liability','floor':0}]}";

    /** Later than any test. */
    private static final long FAR = Instant.now().plus(Duration.ofDays(300)).getEpochSecond();

    private static final SandboxRig SANDBOX = SandboxRig.start();
    private static final RunningBursar BURSAR =
            RunningBursar.startWithGateways(SANDBOX.settings("whsec_1", "secret_1"), spring -> {});

    @AfterAll
    static void stop() {
        BURSAR.close();
        SANDBOX.close();
    }

    /** All tests look at the same two: a node keeps only so many books open. */
    private static final class Two {
        static final Tenant OURS = new Tenant("ours");
        static final Tenant THEIRS = new Tenant("theirs");
    }

    private final Tenant ours = Two.OURS;
    private final Tenant theirs = Two.THEIRS;

    /** A book with something of every kind in it. */
    private static final class Tenant {
        private final String book;
        private final String key;
        private final Map<String, String> ids;

        Tenant(String name) {
            book = BURSAR.post("/v1/books")
                    .json("{'name':'" + name + "'}")
                    .expect(201)
                    .id();
            Reply made = BURSAR.post("/v1/api_keys")
                    .json("{'name':'first','book':'" + book + "','rights':[" + ALL + "]}")
                    .expect(201);
            assertThat(made.at("/book").asString()).isEqualTo(book);
            key = made.at("/secret").asString();
            post("/v1/chart").json(CHART).expect(201);
            String booked = post("/v1/transactions")
                    .key("1")
                    .json(legs(500))
                    .expect(201)
                    .id();
            String hold = post("/v1/holds").key("2").json(legs(70)).expect(201).id();
            String account = get("/v1/accounts?path=users/1")
                    .expect(200)
                    .at("/data/0/id")
                    .asString();
            String scheduled = post("/v1/scheduled_transactions")
                    .key("4")
                    .json(legs(5).replaceFirst("}$", ",'execute_at':" + FAR + "}"))
                    .expect(201)
                    .id();
            ids = new HashMap<>(
                    Map.of("tx", booked, "hold", hold, "acct", account, "key", made.id(), "sch", scheduled));
            pay();
        }

        private void pay() {
            ids.put(
                    "rrs",
                    post("/v1/routing_rule_sets")
                            .json("{'rules':[{'when':'true','gateways':['stripe']}]}")
                            .expect(201)
                            .id());
            ids.put("cus", post("/v1/customers").form("name=Asha").expect(200).id());
            ids.put(
                    "pm",
                    post("/v1/payment_methods").form("type=upi").expect(200).id());
            Reply paid = post("/v1/payment_intents")
                    .form("amount=500&currency=usd&payment_method_types[]=card&payment_method=pm_card_visa"
                            + "&confirm=true")
                    .expect(200);
            ids.put("pi", paid.id());
            ids.put("ch", paid.at("/latest_charge").asString());
            Reply setup = post("/v1/setup_intents")
                    .form("confirm=true&payment_method=pm_card_visa")
                    .expect(200);
            ids.put("seti", setup.id());
            ids.put("mandate", setup.at("/mandate").asString());
            Reply refund = post("/v1/refunds")
                    .form("payment_intent=" + paid.id() + "&amount=100")
                    .expect(200);
            ids.put("re", refund.id());
            ids.put("txn", refund.at("/balance_transaction").asString());
            Disputed disputed = new Disputed(BURSAR, SANDBOX, key, "whsec_1");
            ids.put("du", disputed.dispute());
            ids.put("issfr", disputed.warning());
            ids.put(
                    "file",
                    post("/v1/files")
                            .file("dispute_evidence", "a.pdf", "application/pdf", new byte[] {'%', 'P', 'D', 'F', '-'})
                            .expect(200)
                            .id());
            ids.put(
                    "evt",
                    get("/v1/events?limit=1").expect(200).at("/data/0/id").asString());
        }

        /** One of its own that the route takes. */
        String idFor(Route route) {
            return Objects.requireNonNull(ids.get(route.idPrefix()), route.toString());
        }

        Request get(String path) {
            return BURSAR.get(path).bearer(key);
        }

        Request post(String path) {
            return BURSAR.post(path).bearer(key);
        }
    }

    private static String legs(long minor) {
        return "{'legs':[{'debit':'world','credit':'users/1','amount':%d,'currency':'inr'}]}".formatted(minor);
    }

    @TestFactory
    Stream<DynamicTest> ids_of_another_book_are_not_there() {
        return Routes.of(BURSAR).stream()
                .filter(route -> route.path().contains("{id}") && route.path().startsWith("/v1/"))
                // Those of the deployment are opened by rights that a tenant's key cannot have.
                .filter(route -> !route.path().startsWith("/v1/webhook_inbox"))
                .map(route -> DynamicTest.dynamicTest(route.toString(), () -> {
                    refused(ours, route, theirs.idFor(route));
                    refused(theirs, route, ours.idFor(route));
                }));
    }

    /** With a body that would do for the caller's own, and answered like an id that names nothing at all. */
    private void refused(Tenant asking, Route route, String id) {
        Reply reply = send(asking, route, id);
        reply.expect(404);
        Reply nothing = send(asking, route, route.idPrefix() + "_0000g0zzzzzzz");
        assertThat(reply.at("/error/code").asString())
                .isEqualTo(nothing.at("/error/code").asString());
    }

    private Reply send(Tenant asking, Route route, String id) {
        Request request = BURSAR.request(route.method(), route.path().replace("{id}", id))
                .bearer(asking.key)
                .key(RunningBursar.unique("foreign"));
        String path = route.path();
        String body = path.endsWith("/roll")
                ? "{'overlap_seconds':0}"
                : path.endsWith("/increment_authorization")
                        ? "{'amount':5}"
                        : path.endsWith("/attach") ? "{'customer':'" + asking.ids.get("cus") + "'}" : "";
        return (body.isEmpty() ? request : request.json(body)).send();
    }

    @Test
    void lists_and_balances_are_each_book_s_own() {
        theirs.post("/v1/transactions").key("3").json(legs(11)).expect(201);
        assertThat(posted(ours)).isEqualTo(500);
        assertThat(posted(theirs)).isEqualTo(511);
        for (String list : List.of(
                "/v1/accounts",
                "/v1/balances",
                "/v1/api_keys?limit=100",
                "/v1/scheduled_transactions",
                "/v1/trial_balance")) {
            String seen = ours.get(list).expect(200).text();
            for (String id : theirs.ids.values()) {
                assertThat(seen).doesNotContain(id);
            }
        }
        ours.get("/v1/api_keys?limit=100")
                .expect(200)
                .at("/data")
                .forEach(key -> assertThat(key.at("/book").asString()).isEqualTo(ours.book));
    }

    @Test
    void a_cursor_of_another_book_is_refused() {
        for (String list : List.of("/v1/accounts", "/v1/balances")) {
            ours.get(list + "?starting_after=" + theirs.ids.get("acct"))
                    .send()
                    .expectError(400, "cursor_invalid", "starting_after");
        }
        String entry = theirs.get("/v1/accounts/" + theirs.ids.get("acct") + "/history")
                .expect(200)
                .at("/data/0/id")
                .asString();
        ours.get("/v1/accounts/" + ours.ids.get("acct") + "/history?starting_after=" + entry)
                .send()
                .expectError(400, "cursor_invalid", "starting_after");
        ours.get("/v1/api_keys?starting_after=" + theirs.ids.get("key"))
                .send()
                .expectError(400, "cursor_invalid", "starting_after");
    }

    @Test
    void the_same_idempotency_key_means_another_thing_in_another_book() {
        assertThat(ours.get("/v1/transactions?key=1")
                        .expect(200)
                        .at("/data/0/id")
                        .asString())
                .isEqualTo(ours.ids.get("tx"));
        assertThat(theirs.get("/v1/transactions?key=1")
                        .expect(200)
                        .at("/data/0/id")
                        .asString())
                .isEqualTo(theirs.ids.get("tx"));
    }

    @Test
    void a_tenant_reaches_no_book_but_its_own() {
        String foreign = ",'book':'" + theirs.book + "'}";
        ours.post("/v1/api_keys")
                .json("{'name':'x','rights':['accounts.read']" + foreign)
                .send()
                .expectError(404, "resource_missing", "book");
        ours.get("/v1/api_keys?book=" + theirs.book).send().expectError(404, "resource_missing", "book");
        ours.get("/v1/books").send().expectError(403, "right_missing", null);
        ours.post("/v1/books").json("{'name':'x'}").send().expectError(403, "right_missing", null);
        ours.post("/v1/api_keys")
                .json("{'name':'x','rights':['books.write']}")
                .send()
                .expectError(400, "parameter_invalid", "rights[0]");
        String own = ours.post("/v1/api_keys")
                .json("{'name':'x','rights':['accounts.read'],'book':'" + ours.book + "'}")
                .expect(201)
                .at("/book")
                .asString();
        assertThat(own).isEqualTo(ours.book);
    }

    @Test
    void the_house_makes_and_stops_keys_of_a_tenant_but_does_not_see_its_book() {
        Tenant stopped = new Tenant("to be stopped");
        for (String path :
                List.of("/v1/transactions/" + stopped.ids.get("tx"), "/v1/accounts/" + stopped.ids.get("acct"))) {
            BURSAR.get(path).expect(404);
        }
        Reply keys = BURSAR.get("/v1/api_keys?book=" + stopped.book).expect(200);
        assertThat(keys.at("/data/0/id").asString()).isEqualTo(stopped.ids.get("key"));
        assertThat(BURSAR.get("/v1/api_keys/" + stopped.ids.get("key"))
                        .expect(200)
                        .at("/secret")
                        .isNull())
                .isTrue();
        BURSAR.post("/v1/api_keys/" + stopped.ids.get("key") + "/revoke").expect(200);
        RunningBursar.awaitStatus(stopped.get("/v1/chart"), 401).expectError(401, "api_key_revoked", null);
    }

    private static long posted(Tenant tenant) {
        return tenant.get("/v1/balances?path=users/1&currency=inr")
                .expect(200)
                .at("/data/0/posted")
                .asLong();
    }
}
