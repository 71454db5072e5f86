package io.bursar.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.RunningBursar;
import io.bursar.api.Answer;
import io.bursar.api.ApiVersion;
import io.bursar.api.Call;
import io.bursar.api.Caller;
import io.bursar.api.ErrorCode;
import io.bursar.api.Fields;
import io.bursar.api.JsonOut;
import io.bursar.api.Problem;
import io.bursar.database.Transactions;
import io.bursar.engine.Command;
import io.bursar.engine.Key;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.Leg;
import io.bursar.engine.Outcome;
import io.bursar.engine.Riders;
import io.bursar.engine.Terms;
import io.bursar.ledger.OpenBooks;
import io.bursar.money.Invariant;
import io.bursar.outbox.Outbox;
import io.bursar.outbox.OutboxEvent;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A key has one effect and one answer, whoever asks at once and whatever dies in between. */
class IdempotencyTest {
    private static final String ROUTE = "POST /v1/things/{id}";
    private static final String OBJECT = "thing_1";

    private final RunningBursar bursar = RunningBursar.shared();
    private final Idempotency idempotency = bursar.bean(Idempotency.class);
    private final Transactions transactions = bursar.bean(Transactions.class);
    private final String key = RunningBursar.unique("idem");
    private final String type = "test." + key.replace('-', '_');

    private static Call call(String key, String json) {
        return call(key, 7, Fields.ofJson(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    static Call call(String key, int caller, Fields body) {
        return new Call(
                RunningBursar.unique("req"),
                new Caller(caller, "tests", 1, Set.of()),
                key,
                Map.of("id", "a"),
                Fields.ofQuery(null),
                body,
                new Call.Manner(ApiVersion.FIRST, Call.Manner.Form.JSON));
    }

    private Asked asked(String json) {
        return Idempotency.asked(call(key, json), ROUTE);
    }

    private static String text(Answer answer) {
        return new String(JsonOut.render(answer.body(), "req_now", "pages"), StandardCharsets.UTF_8);
    }

    private boolean claim(Asked asked, String object) {
        return transactions.inside(() -> idempotency.claim(asked, object));
    }

    private void answer(Asked asked, Answer answer) {
        transactions.inside(() -> {
            idempotency.answer(asked, answer);
            return true;
        });
    }

    /** Lets the minute pass in which the request may be alive. */
    private void die() throws SQLException {
        try (Connection connection = bursar.superuser().connect();
                var update = connection.prepareStatement(
                        "UPDATE idempotency.key SET live_until = now() - interval '1 second' WHERE key = ?")) {
            update.setString(1, key);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    private static Answer made(String name) {
        return Answer.created(out -> out.text("object", "thing").text("name", name));
    }

    @Test
    void a_claim_is_live_then_answered_then_replayed() {
        Asked first = asked("{'amount':5}");
        assertThat(idempotency.look(first)).isInstanceOf(Look.Unused.class);
        assertThat(claim(first, OBJECT)).isTrue();
        Asked again = asked("{'amount':5}");
        assertThat(idempotency.look(again)).isInstanceOfSatisfying(Look.Live.class, live -> {
            assertThat(live.problem().status()).isEqualTo(409);
            assertThat(live.problem().code().type()).isEqualTo("idempotency_error");
        });
        assertThat(claim(again, "thing_2")).isFalse();
        assertThat(claim(again, OBJECT)).isFalse();
        answer(first, made("x"));
        answer(again, made("too late"));
        assertThat(idempotency.look(again)).isInstanceOfSatisfying(Look.Answered.class, answered -> {
            assertThat(answered.answer().status()).isEqualTo(201);
            assertThat(answered.answer().headers())
                    .containsEntry("Idempotent-Replayed", "true")
                    .containsEntry("Original-Request", first.request());
            assertThat(text(answered.answer())).isEqualTo("{\"object\":\"thing\",\"name\":\"x\"}");
        });
    }

    @Test
    void a_request_that_died_leaves_its_object_to_be_answered_as_it_is() throws SQLException {
        Asked first = asked("{'amount':5}");
        claim(first, OBJECT);
        die();
        Asked again = asked("{'amount':5}");
        assertThat(idempotency.look(again)).isEqualTo(new Look.Unfinished(OBJECT));
        assertThat(claim(again, "thing_2")).as("a second object under one key").isFalse();
        assertThat(claim(asked("{'amount':6}"), OBJECT))
                .as("for something else")
                .isFalse();
        assertThat(claim(again, OBJECT)).as("to finish what was begun").isTrue();
        assertThat(idempotency.look(asked("{'amount':5}"))).isInstanceOf(Look.Live.class);
        idempotency.release(first);
        assertThat(idempotency.look(again)).as("what another took over").isInstanceOf(Look.Live.class);
        answer(again, made("finished"));
        assertThat(idempotency.look(first)).isInstanceOf(Look.Answered.class);
    }

    @Test
    void a_connection_that_is_killed_before_the_commit_leaves_nothing() {
        Asked first = asked("{}");
        assertThatThrownBy(() -> transactions.inside(() -> {
                    idempotency.claim(first, OBJECT);
                    int process = bursar.bean(JdbcClient.class)
                            .sql("SELECT pg_backend_pid()")
                            .query(Integer.class)
                            .single();
                    kill(process);
                    return idempotency.claim(first, OBJECT);
                }))
                .isInstanceOf(RuntimeException.class);
        assertThat(idempotency.look(first)).isInstanceOf(Look.Unused.class);
        assertThat(claim(first, OBJECT)).isTrue();
    }

    private void kill(int process) {
        try (Connection connection = bursar.superuser().connect()) {
            connection.createStatement().execute("SELECT pg_terminate_backend(" + process + ", 10000)");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void who_leaves_lets_the_object_be_answered_as_it_is_at_once() {
        Asked first = asked("{}");
        claim(first, OBJECT);
        idempotency.leave(first);
        assertThat(idempotency.look(first)).isEqualTo(new Look.Unfinished(OBJECT));
        answer(first, made("known at last"));
        idempotency.leave(first);
        assertThat(idempotency.look(first)).isInstanceOf(Look.Answered.class);
    }

    @Test
    void a_key_that_was_given_back_is_new() {
        Asked first = asked("{'amount':5}");
        claim(first, OBJECT);
        idempotency.release(first);
        Asked other = asked("{'amount':6}");
        assertThat(idempotency.look(other)).isInstanceOf(Look.Unused.class);
        assertThat(claim(other, "thing_2")).isTrue();
        answer(other, made("x"));
        idempotency.release(other);
        assertThat(idempotency.look(other)).as("an answer is final").isInstanceOf(Look.Answered.class);
    }

    static Stream<List<Object>> otherBodies() {
        return Stream.of(
                List.of("{'amount':6,'m':{'a':'1'}}", List.of("amount")),
                List.of("{'m':{'a':'1'}}", List.of("amount")),
                List.of("{'amount':5,'m':{'a':'2'}}", List.of("m")),
                List.of("{'amount':5,'m':{'a':'1','b':''}}", List.of("m")),
                List.of("{'amount':5,'m':{'a':'1'},'z':true}", List.of("z")),
                List.of("{'amount':'5\\n','m':{'a':'1'},'list':['a']}", List.of("amount", "list")));
    }

    @ParameterizedTest
    @MethodSource("otherBodies")
    void another_body_is_refused_and_what_differs_is_named(List<Object> row) {
        Asked first = asked("{'amount':5,'m':{'a':'1'}}");
        claim(first, OBJECT);
        Look look = idempotency.look(asked(String.valueOf(row.getFirst())));
        assertThat(look).isInstanceOfSatisfying(Look.Reused.class, reused -> {
            assertThat(reused.problem().status()).isEqualTo(400);
            assertThat(reused.problem().code().type()).isEqualTo("idempotency_error");
            List<?> names = (List<?>) row.getLast();
            assertThat(reused.problem().param()).isEqualTo(names.getFirst());
            names.forEach(name -> assertThat(reused.problem().message()).contains(String.valueOf(name)));
        });
    }

    @Test
    void another_route_or_another_id_in_it_is_refused() {
        claim(asked("{}"), OBJECT);
        for (String route : List.of("POST /v1/others/{id}", "POST /v1/things/b")) {
            assertThat(idempotency.look(Idempotency.asked(call(key, "{}"), route)))
                    .isInstanceOfSatisfying(
                            Look.Reused.class,
                            reused -> assertThat(reused.problem().message()).contains("POST /v1/things/a"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amount=5&flag=true&list[0]=a&list[1]=b&m[x]=1&gone=",
                "gone=&m[x]=1&list[]=a&list[]=b&flag=true&amount=5",
                "m%5Bx%5D=1&list%5B1%5D=b&list%5B0%5D=a&gone=&amount=5&flag=true"
            })
    void order_form_and_encoding_make_no_other_request(String form) {
        Asked json = asked("{'amount':5,'flag':true,'list':['a','b'],'m':{'x':'1'},'gone':null}");
        Fields fields = Fields.ofForm(form.getBytes(StandardCharsets.UTF_8));
        assertThat(Idempotency.asked(call(key, 7, fields), ROUTE).digests()).isEqualTo(json.digests());
    }

    @Test
    void a_list_is_not_its_members_in_another_order_nor_a_text_with_them() {
        assertThat(asked("{'a':['x','y']}").digests())
                .isNotEqualTo(asked("{'a':['y','x']}").digests());
        assertThat(asked("{'a':['x','y']}").digests())
                .isNotEqualTo(asked("{'a':['x',['y']]}").digests());
        assertThat(asked("{'a':'x'}").digests())
                .isNotEqualTo(asked("{'a':['x']}").digests());
    }

    @Test
    void without_a_key_nothing_is_kept() {
        Fields body = Fields.ofJson("{\"amount\":5}".getBytes(StandardCharsets.UTF_8));
        Call keyless = new Call(
                "req",
                new Caller(7, "tests", 1, Set.of()),
                null,
                Map.of(),
                Fields.ofQuery(null),
                body,
                new Call.Manner(ApiVersion.FIRST, Call.Manner.Form.JSON));
        Asked asked = Idempotency.asked(keyless, "POST /v1/things");
        assertThat(asked.isKeyed()).isFalse();
        for (int i = 0; i < 2; i++) {
            assertThat(idempotency.look(asked)).isInstanceOf(Look.Unused.class);
            assertThat(claim(asked, OBJECT)).isTrue();
            answer(asked, made("x"));
            assertThat(Idempotency.answering(asked, 200, "{}")).isEmpty();
            assertThat(idempotency.once(asked, () -> made("y")).headers()).isEmpty();
        }
        idempotency.release(asked);
        idempotency.leave(asked);
    }

    @Test
    void the_same_key_of_another_caller_is_another_key() {
        claim(asked("{}"), OBJECT);
        Asked other = Idempotency.asked(call(key, 8, Fields.ofJson("{}".getBytes(StandardCharsets.UTF_8))), ROUTE);
        assertThat(idempotency.look(other)).isInstanceOf(Look.Unused.class);
        assertThat(claim(other, "thing_2")).isTrue();
    }

    @Test
    void our_own_failures_are_not_kept() {
        Asked asked = asked("{}");
        claim(asked, OBJECT);
        answer(asked, Answer.refused(Problem.of(ErrorCode.INTERNAL_ERROR, "a defect")));
        answer(asked, Answer.refused(Problem.of(ErrorCode.LEDGER_BUSY, "busy")));
        assertThat(Idempotency.answering(asked, 503, "{}")).isEmpty();
        assertThat(idempotency.look(asked)).isInstanceOf(Look.Live.class);
        assertThatThrownBy(() -> transactions.inside(() -> idempotency.claimAnswered(
                        asked, OBJECT, Answer.refused(Problem.of(ErrorCode.INTERNAL_ERROR, "a defect")))))
                .isInstanceOf(Invariant.Violation.class);
        assertThatThrownBy(() -> idempotency.claim(asked, OBJECT)).isInstanceOf(Invariant.Violation.class);
    }

    @Test
    void a_replayed_error_names_the_request_that_asked_again() {
        Asked asked = asked("{}");
        claim(asked, OBJECT);
        answer(
                asked,
                Answer.refused(Problem.of(ErrorCode.INSUFFICIENT_FUNDS, "No.", "amount")
                        .with("left", 5)));
        assertThat(idempotency.look(asked)).isInstanceOfSatisfying(Look.Answered.class, answered -> {
            assertThat(answered.answer().status()).isEqualTo(402);
            assertThat(text(answered.answer()))
                    .contains("\"code\":\"insufficient_funds\"", "\"request_id\":\"req_now\"", "/insufficient_funds\"")
                    .contains("\"details\":{\"left\":5}");
        });
    }

    private void effect() {
        Outbox outbox = bursar.bean(Outbox.class);
        outbox.write(outbox.event(1, type, OBJECT, out -> out.text("id", OBJECT), OutboxEvent.Cause.OURS));
    }

    private int effects() {
        return bursar.bean(JdbcClient.class)
                .sql("SELECT count(*) FROM outbox.event WHERE book = 1 AND type = ?")
                .param(type)
                .query(Integer.class)
                .single();
    }

    @Test
    void work_that_fails_leaves_its_key_unused() {
        assertThatThrownBy(() -> idempotency.once(asked("{}"), () -> {
                    effect();
                    throw Problem.of(ErrorCode.PARAMETER_INVALID, "no").asException();
                }))
                .hasMessageContaining("no");
        assertThat(effects()).isZero();
        assertThat(idempotency.once(asked("{'other':1}"), () -> made("x")).headers())
                .isEmpty();
        assertThat(idempotency.once(asked("{}"), () -> made("y")).status()).isEqualTo(400);
    }

    @Test
    void an_answer_commits_with_the_money_or_not_at_all() throws Exception {
        bursar.post("/v1/chart")
                .json("{'patterns':[{'path':'world','kind':'asset'},"
                        + "{'path':'users/{u}','kind':'liability','floor':0}]}")
                .expect(201);
        String wallet = RunningBursar.unique("users/idem");
        Asked asked = asked("{}");
        claim(asked, OBJECT);
        assertThat(book(wallet, "world", asked)).isInstanceOf(Outcome.Rejection.class);
        assertThat(idempotency.look(asked)).isInstanceOf(Look.Live.class);
        assertThat(book("world", wallet, asked)).isInstanceOf(Outcome.Applied.class);
        assertThat(idempotency.look(asked))
                .isInstanceOfSatisfying(
                        Look.Answered.class,
                        answered -> assertThat(text(answered.answer())).isEqualTo("{\"id\":\"thing_1\"}"));
    }

    private Outcome book(String debit, String credit, Asked asked) throws Exception {
        Riders riders = new Riders(
                RunningBursar.unique("subject"), 1, Idempotency.answering(asked, 200, "{\"id\":\"thing_1\"}"));
        Terms terms =
                Terms.keyed(Key.derived(RunningBursar.unique("idem money"))).withRiders(riders);
        return bursar.bean(OpenBooks.class)
                .of(1)
                .submitAll(
                        List.of(new Command.Transact(List.of(Leg.of(debit, credit, 5, "inr")), terms)),
                        Lane.INTERACTIVE,
                        Atomicity.INDIVIDUAL,
                        Duration.ofSeconds(10))
                .get()
                .getFirst();
    }

    @Test
    void old_keys_are_deleted_step_by_step_and_younger_ones_stay() throws SQLException {
        for (int i = 0; i < 7; i++) {
            claim(Idempotency.asked(call(key + RunningBursar.unique("old"), "{}"), ROUTE), OBJECT);
        }
        claim(asked("{}"), OBJECT);
        try (Connection connection = bursar.superuser().connect();
                var update = connection.prepareStatement(
                        "UPDATE idempotency.key SET made_at = now() - interval '32 days' WHERE key LIKE ?")) {
            update.setString(1, key + "old%");
            assertThat(update.executeUpdate()).isEqualTo(7);
        }
        KeyStore store = bursar.bean(KeyStore.class);
        assertThat(IdempotencyConfiguration.deleteOld(store, Duration.ofDays(31), 3))
                .isEqualTo(7);
        assertThat(idempotency.look(asked("{}"))).isInstanceOf(Look.Live.class);
    }
}
