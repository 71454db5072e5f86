package io.bursar.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.Request;
import io.bursar.RunningBursar;
import io.bursar.access.SecretKey.Kind;
import io.bursar.api.Caller.Right;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ApiKeysTest {
    private static final Set<Right> READ = Set.of(Right.CHART_READ);

    private final RunningBursar bursar = RunningBursar.shared();
    private final ApiKeys keys = bursar.bean(ApiKeys.class);

    @ParameterizedTest
    @EnumSource
    void a_key_is_long_random_and_knows_a_typo(Kind kind) {
        SecretKey key = SecretKey.random(new SecureRandom(), kind);
        String text = key.reveal();
        assertThat(text).matches("[sp]k_test_[0-9A-Za-z]{38}");
        assertThat(SecretKey.parse(text)).isPresent();
        for (int i = 8; i < text.length(); i++) {
            char other = text.charAt(i) == 'a' ? 'b' : 'a';
            String typo = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(SecretKey.whyNot(typo).orElseThrow()).as(typo).contains("mistyped");
        }
        assertThat(SecretKey.random(new SecureRandom(), kind).reveal()).isNotEqualTo(text);
        assertThat(key.toString()).isEqualTo(kind == Kind.SECRET ? "sk_test_***" : "pk_test_***");
    }

    @Test
    void what_is_wrong_with_a_key_is_told_at_once() {
        String good = keys.create("typed", READ).reveal();
        char other = good.charAt(20) == 'a' ? 'b' : 'a';
        told(good.substring(0, 20) + other + good.substring(21), "checksum");
        told(good.substring(0, 19) + good.substring(20), "45 characters instead of 46");
        told("sk_live_" + good.substring(8), "begins with sk_test_");
        told(SecretKey.random(new SecureRandom(), Kind.SECRET).reveal(), "not one of this deployment");
    }

    private void told(String key, String message) {
        Reply reply = bursar.get("/v1/chart").bearer(key).send().expectError(401, "api_key_invalid", null);
        assertThat(reply.at("/error/message").asString()).contains(message);
    }

    @Test
    void the_database_keeps_only_the_hash() throws SQLException {
        SecretKey key = keys.create("hashed", READ);
        try (var connection = bursar.superuser().connect();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT row_to_json(k)::text || row_to_json(s)::text FROM access.api_key k"
                                + " JOIN access.secret s ON s.key = k.number WHERE name = 'hashed'")) {
            rows.next();
            assertThat(rows.getString(1))
                    .contains(HexFormat.of().formatHex(key.hash()))
                    .doesNotContain(key.reveal().substring(8, 40));
        }
    }

    @Test
    void a_key_opens_as_bearer_and_as_basic_user() {
        SecretKey key = keys.create("both", READ);
        String basic = Base64.getEncoder().encodeToString((key.reveal() + ":").getBytes(StandardCharsets.US_ASCII));
        bursar.get("/v1/chart").bearer(key.reveal()).expect(200);
        bursar.get("/v1/chart").header("Authorization", "Basic " + basic).expect(200);
        assertThat(bursar.get("/v1/chart").without("Authorization").expect(401).header("WWW-Authenticate"))
                .startsWith("Bearer");
    }

    @Test
    void a_revoked_key_stops_within_a_second_on_every_node() {
        RunningBursar other = bursar.startBeside();
        try {
            Reply made = make("{'name':'to be revoked','rights':['chart.read']}");
            Request here = bursar.get("/v1/chart").bearer(secret(made));
            Request there = other.get("/v1/chart").bearer(secret(made));
            here.expect(200);
            there.expect(200);
            assertThat(bursar.post("/v1/api_keys/" + made.id() + "/revoke")
                            .expect(200)
                            .at("/status")
                            .asString())
                    .isEqualTo("revoked");
            RunningBursar.awaitStatus(there, 401).expectError(401, "api_key_revoked", null);
            RunningBursar.awaitStatus(here, 401).expectError(401, "api_key_revoked", null);
            bursar.post("/v1/api_keys/" + made.id() + "/revoke").expect(200);
            bursar.post("/v1/api_keys/" + made.id() + "/roll")
                    .json("{'overlap_seconds':0}")
                    .send()
                    .expectError(422, "api_key_inactive", "id");
        } finally {
            other.stop();
        }
    }

    @Test
    void the_first_key_is_made_once() {
        assertThat(keys.createFirst()).as("there are keys already").isEmpty();
    }

    @Test
    void use_is_written_down_beside_the_requests() {
        Reply made = make("{'name':'used','rights':['chart.read']}");
        assertThat(made.at("/last_used_at").isNull()).isTrue();
        bursar.get("/v1/chart").bearer(secret(made)).expect(200);
        bursar.bean(KeyUse.class).write();
        assertThat(bursar.get("/v1/api_keys/" + made.id())
                        .expect(200)
                        .at("/last_used_at")
                        .isNull())
                .isFalse();
    }

    @Test
    void a_rolled_key_has_two_secrets_until_the_overlap_is_over() throws SQLException {
        Reply made = make("{'name':'rolled','rights':['chart.read','chart.write']}");
        Request old = bursar.get("/v1/chart").bearer(secret(made));
        Reply rolled = roll(made, 3_600);
        assertThat(rolled.id()).isEqualTo(made.id());
        assertThat(rolled.at("/older_secrets_until").isNull()).isFalse();
        old.expect(200);
        Request fresh = bursar.get("/v1/chart").bearer(secret(rolled));
        fresh.expect(200);
        change("UPDATE access.secret SET expires_at = now() - interval '1 s' WHERE expires_at IS NOT NULL AND key ="
                + " (SELECT number FROM access.api_key WHERE name = 'rolled')");
        RunningBursar.awaitStatus(old, 401).expectError(401, "api_key_expired", null);
        Reply again = roll(made, 0);
        RunningBursar.awaitStatus(fresh, 401).expectError(401, "api_key_expired", null);
        bursar.get("/v1/chart").bearer(secret(again)).expect(200);
    }

    @Test
    void a_request_repeated_under_the_new_secret_is_a_replay() {
        Reply made = make("{'name':'retried','rights':['chart.write']}");
        String key = RunningBursar.unique("retried");
        String chart = "{'patterns':[{'path':'world','kind':'asset'}]}";
        String book = bursar.post("/v1/books")
                .json("{'name':'for retries'}")
                .expect(201)
                .id();
        Reply tenant = make("{'name':'retried','rights':['chart.write'],'book':'" + book + "'}");
        bursar.post("/v1/chart").bearer(secret(tenant)).key(key).json(chart).expect(201);
        Reply rolled = roll(tenant, 60);
        Reply replay = bursar.post("/v1/chart")
                .bearer(secret(rolled))
                .key(key)
                .json(chart)
                .expect(201);
        assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(made.id()).isNotEqualTo(tenant.id());
    }

    @Test
    void a_key_ends_when_it_was_said_to() throws SQLException {
        Reply made = make("{'name':'ends','rights':['chart.read'],'expires_in_seconds':3600}");
        Request request = bursar.get("/v1/chart").bearer(secret(made));
        request.expect(200);
        change("UPDATE access.api_key SET expires_at = now() - interval '1 s' WHERE name = 'ends'");
        RunningBursar.awaitStatus(request, 401).expectError(401, "api_key_expired", null);
        assertThat(bursar.get("/v1/api_keys/" + made.id())
                        .expect(200)
                        .at("/status")
                        .asString())
                .isEqualTo("expired");
    }

    @Test
    void the_same_request_makes_one_key_and_shows_it_once() {
        String key = RunningBursar.unique("make");
        String body = "{'name':'once','rights':['chart.read'],'expires_in_seconds':600,'rate_limit':9}";
        Reply first = bursar.post("/v1/api_keys").key(key).json(body).expect(201);
        Reply second = bursar.post("/v1/api_keys").key(key).json(body).expect(201);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.at("/secret").isNull()).isTrue();
        bursar.post("/v1/api_keys")
                .key(key)
                .json(body.replace("9}", "8}"))
                .send()
                .expectError(400, "idempotency_key_reused", "rate_limit");
        Request roll =
                bursar.post("/v1/api_keys/" + first.id() + "/roll").key(key).json("{'overlap_seconds':5}");
        assertThat(roll.expect(201).at("/secret").isNull()).isFalse();
        assertThat(roll.expect(201).at("/secret").isNull()).isTrue();
        roll.json("{'overlap_seconds':6}").send().expectError(400, "idempotency_key_reused", "overlap_seconds");
        Request book = bursar.post("/v1/books").key(key).json("{'name':'once'}");
        assertThat(book.expect(201).id()).isEqualTo(book.expect(201).id());
        book.json("{'name':'twice'}").send().expectError(400, "idempotency_key_reused", "name");
    }

    @Test
    void nobody_gives_what_they_lack() {
        String clerk = secret(make("{'name':'clerk','rights':['api_keys.write','accounts.read'],'rate_limit':50}"));
        Request make = bursar.post("/v1/api_keys").bearer(clerk);
        make.json("{'name':'x','rights':['accounts.read','transactions.write']}")
                .send()
                .expectError(403, "right_missing", "rights[1]");
        make.json("{'name':'x','rights':['accounts.read'],'rate_limit':51}")
                .send()
                .expectError(400, "parameter_invalid", "rate_limit");
        assertThat(make.json("{'name':'x','rights':['accounts.read']}")
                        .expect(201)
                        .at("/rate_limit")
                        .asInt())
                .isEqualTo(50);
        Reply mighty = make("{'name':'mighty','rights':['transactions.write']}");
        bursar.post("/v1/api_keys/" + mighty.id() + "/roll")
                .bearer(clerk)
                .json("{'overlap_seconds':0}")
                .send()
                .expectError(403, "right_missing", "id");
    }

    @Test
    void wrong_requests_for_keys_are_told_what_is_wrong() {
        wrong("{'rights':['chart.read']}", "parameter_missing", "name");
        wrong("{'name':' ','rights':['chart.read']}", "parameter_invalid", "name");
        wrong("{'name':'x'}", "parameter_missing", "rights");
        wrong("{'name':'x','rights':[]}", "parameter_invalid", "rights");
        wrong("{'name':'x','rights':['chart.fly']}", "parameter_invalid", "rights[0]");
        wrong("{'name':'x','rights':['chart.read'],'kind':'gold'}", "parameter_invalid", "kind");
        wrong("{'name':'x','rights':['chart.read'],'kind':'publishable'}", "parameter_invalid", "rights");
        wrong("{'name':'x','rights':['chart.read'],'rate_limit':0}", "parameter_invalid", "rate_limit");
        wrong("{'name':'x','rights':['chart.read'],'rate_limit':100001}", "parameter_invalid", "rate_limit");
        wrong(
                "{'name':'x','rights':['chart.read'],'expires_in_seconds':59}",
                "parameter_invalid",
                "expires_in_seconds");
        wrong("{'name':'x','rights':['chart.read'],'colour':1}", "parameter_unknown", "colour");
        String roll =
                "/v1/api_keys/" + make("{'name':'x','rights':['chart.read']}").id() + "/roll";
        bursar.post(roll).send().expectError(400, "parameter_missing", "overlap_seconds");
        bursar.post(roll)
                .json("{'overlap_seconds':604801}")
                .send()
                .expectError(400, "parameter_invalid", "overlap_seconds");
        bursar.get("/v1/api_keys/key_x").send().expectError(404, "resource_missing", "id");
        bursar.get("/v1/api_keys/key_7zzzzzzzzzzzz").send().expectError(404, "resource_missing", "id");
        bursar.get("/v1/books?starting_after=book_1").send().expectError(400, "cursor_invalid", "starting_after");
    }

    private void wrong(String body, String code, String param) {
        bursar.post("/v1/api_keys").json(body).send().expectError(400, code, param);
    }

    @Test
    void a_key_over_its_limit_is_told_when_to_come_back() {
        Request request =
                bursar.get("/v1/chart").bearer(secret(make("{'name':'slow','rights':['chart.read'],'rate_limit':2}")));
        Reply refused = request.send();
        for (int i = 0; i < 100 && refused.status() == 200; i++) {
            refused = request.send();
        }
        refused.expectError(429, "rate_limit", null);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        bursar.get("/v1/chart").expect(200);
        RunningBursar.awaitStatus(request, 200);
    }

    @Test
    void a_key_can_look_at_itself() {
        Reply made = make("{'name':'me','rights':['chart.read'],'rate_limit':7}");
        Reply seen = bursar.get("/v1/api_keys/current").bearer(secret(made)).expect(200);
        assertThat(seen.id()).isEqualTo(made.id());
        assertThat(seen.at("/rate_limit").asInt()).isEqualTo(7);
        assertThat(seen.at("/hint").asString()).isEqualTo(secret(made).substring(42));
    }

    @Test
    void keys_and_books_are_listed_page_by_page() {
        String book =
                bursar.post("/v1/books").json("{'name':'paged'}").expect(201).id();
        String body = "{'name':'n','rights':['chart.read'],'book':'" + book + "'}";
        String first = make(body).id();
        String second = make(body).id();
        Reply page = bursar.get("/v1/api_keys?limit=1&book=" + book).expect(200);
        assertThat(page.at("/data/0/id").asString()).isEqualTo(second);
        assertThat(page.at("/has_more").asBoolean()).isTrue();
        Reply rest = bursar.get("/v1/api_keys?limit=1&book=" + book + "&starting_after=" + second)
                .expect(200);
        assertThat(rest.at("/data/0/id").asString()).isEqualTo(first);
        assertThat(rest.at("/has_more").asBoolean()).isFalse();
        Reply books = bursar.get("/v1/books?limit=1").expect(200);
        assertThat(books.at("/data/0/name").asString()).isEqualTo("house");
        assertThat(books.at("/has_more").asBoolean()).isTrue();
    }

    private Reply make(String body) {
        return bursar.post("/v1/api_keys").json(body).expect(201);
    }

    private Reply roll(Reply made, int overlapSeconds) {
        return bursar.post("/v1/api_keys/" + made.id() + "/roll")
                .json("{'overlap_seconds':" + overlapSeconds + "}")
                .expect(201);
    }

    private static String secret(Reply made) {
        return made.at("/secret").asString();
    }

    private void change(String sql) throws SQLException {
        try (var connection = bursar.superuser().connect();
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }
}
