package io.bursar.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import io.bursar.engine.Outcome;
import io.bursar.engine.write.LedgerEngine;
import io.bursar.ledger.Book;
import io.bursar.ledger.OpenBooks;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is scheduled is booked once, or not at all. Time passes here by saying what time it is. */
class SchedulesTest {
    private static final String URL = "/v1/scheduled_transactions";
    private static final Duration AHEAD = Duration.ofDays(30);

    private static RunningBursar bursar;

    private final String wallet = RunningBursar.unique("users/u");

    @BeforeAll
    static void start() {
        bursar = RunningBursar.startOwn();
        bursar.post("/v1/chart")
                .json("{'patterns':[{'path':'world','kind':'asset'},{'path':'users/{u}','kind':'liability','floor':0},"
                        + "{'path':'shops/{s}','kind':'liability'}]}")
                .expect(201);
    }

    @AfterAll
    static void stop() {
        bursar.close();
    }

    private static Instant now() {
        return bursar.bean(ScheduleStore.class).now();
    }

    private String body(String debit, String credit, long minor, String more) {
        return "{'legs':[{'debit':'%s','credit':'%s','amount':%d,'currency':'inr'}],'execute_at':'%s'%s}"
                .formatted(debit, credit, minor, now().plus(AHEAD), more);
    }

    private Reply schedule(String debit, String credit, long minor) {
        return bursar.post(URL)
                .key(RunningBursar.unique("sched"))
                .json(body(debit, credit, minor, ""))
                .expect(201);
    }

    private static Reply cancel(String id) {
        return bursar.post(URL + "/" + id + "/cancel").send();
    }

    /** Lets the time come for all that is scheduled. */
    private static int passAll(RunningBursar node) {
        return node.bean(ExecuteDue.class).run(now().plus(AHEAD).plusSeconds(60));
    }

    private static Reply get(String id) {
        return bursar.get(URL + "/" + id).expect(200);
    }

    private static String status(String id) {
        return get(id).at("/status").asString();
    }

    private long posted() {
        Reply balance =
                bursar.get("/v1/balances?path=" + wallet + "&currency=inr").expect(200);
        return balance.at("/data").isEmpty() ? 0 : balance.at("/data/0/posted").asLong();
    }

    // ---- one of them

    @Test
    void one_waits_for_its_time_and_is_then_booked() {
        String sent = body("world", wallet, 500, ",'reference':'June','metadata':{'a':'b'}");
        Reply made = bursar.post(URL).key(wallet).json(sent).expect(201);
        assertThat(made.at("/status").asString()).isEqualTo("scheduled");
        assertThat(made.at("/legs/0/amount").asLong()).isEqualTo(500);
        bursar.bean(ExecuteDue.class).run(now().plus(AHEAD).minusSeconds(60));
        assertThat(status(made.id())).isEqualTo("scheduled");
        assertThat(posted()).isZero();

        assertThat(passAll(bursar)).isPositive();
        Reply done = get(made.id());
        assertThat(done.at("/status").asString()).isEqualTo("executed");
        assertThat(done.at("/settled_at").isNull()).isFalse();
        Reply booked = bursar.get("/v1/transactions/" + done.at("/transaction").asString())
                .expect(200);
        assertThat(booked.at("/reference").asString()).isEqualTo("June");
        assertThat(booked.at("/metadata/a").asString()).isEqualTo("b");
        assertThat(booked.at("/idempotency_key").isNull()).isTrue();
        assertThat(booked.at("/recorded_at").asString())
                .isEqualTo(done.at("/settled_at").asString());
        assertThat(posted()).isEqualTo(500);
        assertThat(passAll(bursar)).isZero();

        Reply replay = bursar.post(URL).key(wallet).json(sent).expect(201);
        assertThat(replay.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(replay.text()).isEqualTo(made.text());
        bursar.post(URL)
                .key(wallet)
                .json(sent.replace("500", "501"))
                .send()
                .expectError(400, "idempotency_key_reused", "legs");
    }

    @Test
    void what_the_ledger_refuses_is_refused_for_good_with_its_reason() {
        Reply made = schedule(wallet, "shops/1", 70);
        passAll(bursar);
        Reply refused = get(made.id());
        assertThat(refused.at("/status").asString()).isEqualTo("refused");
        assertThat(refused.at("/transaction").isNull()).isTrue();
        assertThat(refused.at("/refusal/code").asString()).isEqualTo("insufficient_funds");
        assertThat(refused.at("/refusal/status").asInt()).isEqualTo(402);
        assertThat(refused.at("/refusal/details/needed").asLong()).isEqualTo(70);
        assertThat(refused.at("/refusal/details/account").asString()).isEqualTo(wallet);
        cancel(made.id()).expectError(409, "schedule_settled", "id");
        bursar.post("/v1/transactions")
                .key(wallet)
                .json("{'legs':[{'debit':'world','credit':'%s','amount':100,'currency':'inr'}]}".formatted(wallet))
                .expect(201);
        passAll(bursar);
        assertThat(get(made.id()).text()).isEqualTo(refused.text());
        assertThat(posted()).isEqualTo(100);
    }

    @Test
    void a_canceled_one_is_never_booked_and_an_executed_one_stays() {
        Reply made = schedule("world", wallet, 500);
        assertThat(cancel(made.id()).expect(200).at("/status").asString()).isEqualTo("canceled");
        assertThat(cancel(made.id()).expect(200).at("/status").asString()).isEqualTo("canceled");
        passAll(bursar);
        assertThat(status(made.id())).isEqualTo("canceled");
        assertThat(posted()).isZero();
        Reply other = schedule("world", wallet, 7);
        passAll(bursar);
        Reply late = cancel(other.id()).expectError(409, "schedule_settled", "id");
        assertThat(late.at("/error/details/status").asString()).isEqualTo("executed");
        assertThat(late.at("/error/details/transaction").asString())
                .isEqualTo(get(other.id()).at("/transaction").asString());
        assertThat(posted()).isEqualTo(7);
    }

    @Test
    void lists_are_newest_first_by_status_and_page() {
        List<String> ids = IntStream.range(0, 5)
                .mapToObj(i -> schedule("world", wallet, 1 + i).id())
                .toList();
        cancel(ids.get(1)).expect(200);
        cancel(ids.get(3)).expect(200);
        Reply canceled = bursar.get(URL + "?status=canceled&limit=2").expect(200);
        assertThat(canceled.at("/data/0/id").asString()).isEqualTo(ids.get(3));
        assertThat(canceled.at("/data/1/id").asString()).isEqualTo(ids.get(1));
        Reply first = bursar.get(URL + "?limit=2").expect(200);
        assertThat(first.at("/data/0/id").asString()).isEqualTo(ids.get(4));
        assertThat(first.at("/has_more").asBoolean()).isTrue();
        Reply rest = bursar.get(URL + "?limit=2&starting_after=" + ids.get(3)).expect(200);
        assertThat(rest.at("/data/0/id").asString()).isEqualTo(ids.get(2));
        bursar.get(URL + "?starting_after=sch_0000g0zzzzzzz")
                .send()
                .expectError(400, "cursor_invalid", "starting_after");
        bursar.get(URL + "?status=done").send().expectError(400, "parameter_invalid", "status");
        ids.forEach(SchedulesTest::cancel);
    }

    // ---- wrong requests

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'execute_at':'2020-01-01T00:00:00Z' | parameter_invalid | execute_at",
                "'execute_at':'2999-01-01T00:00:00Z' | parameter_invalid | execute_at",
                "'execute_at':'tomorrow'             | parameter_invalid | execute_at",
                "'execute_at':null                   | parameter_missing | execute_at",
                "'execute_at':SOON,'effective_at':1  | parameter_unsupported | effective_at",
                "'execute_at':SOON,'when':1          | parameter_unknown | when",
                "'execute_at':SOON,'reference':'4242424242424242' | card_number_refused | reference",
            })
    void wrong_ones_are_named(String members, String code, String param) {
        String legs = "'legs':[{'debit':'world','credit':'users/1','amount':5,'currency':'inr'}],";
        String soon = String.valueOf(now().plusSeconds(3_600).getEpochSecond());
        bursar.post(URL)
                .key(RunningBursar.unique("wrong"))
                .json("{" + legs + members.replace("SOON", soon) + "}")
                .send()
                .expectError(400, code, param);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'debit':'world','amount':0", "'debit':'wor ld','amount':1", "'debit':'users/1','amount':1"})
    void what_could_never_be_booked_is_told_at_once(String leg) {
        Reply reply = bursar.post(URL)
                .key(RunningBursar.unique("never"))
                .json("{'legs':[{%s,'credit':'users/1','currency':'inr'}],'execute_at':%d}"
                        .formatted(leg, now().plusSeconds(3_600).getEpochSecond()))
                .send();
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.at("/error/param").asString()).startsWith("legs[0]");
        assertThat(bursar.get(URL + "?limit=100").expect(200).text()).doesNotContain("never-");
    }

    @Test
    void a_fact_needs_its_right_when_it_is_scheduled() {
        String fact = body(wallet, "shops/1", 9, ",'fact':true");
        bursar.post(URL)
                .key(wallet)
                .bearer(bursar.keyWithoutRights())
                .json(fact)
                .send()
                .expectError(403, "right_missing", null);
        Reply made = bursar.post(URL).key(wallet).json(fact).expect(201);
        passAll(bursar);
        assertThat(status(made.id())).isEqualTo("executed");
        assertThat(posted()).isEqualTo(-9);
    }

    // ---- many at once

    @Test
    void two_nodes_book_each_once() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            ids.add(schedule("world", wallet, 1).id());
        }
        RunningBursar other = bursar.startBeside();
        try {
            var one = CompletableFuture.supplyAsync(() -> passAll(bursar));
            var two = CompletableFuture.supplyAsync(() -> passAll(other));
            assertThat(one.join() + two.join()).isEqualTo(120);
        } finally {
            other.stop();
        }
        assertThat(ids).allSatisfy(id -> assertThat(status(id)).isEqualTo("executed"));
        assertThat(ids.stream().map(id -> get(id).at("/transaction").asString()))
                .doesNotHaveDuplicates();
        assertThat(posted()).isEqualTo(120);
    }

    @Test
    void a_cancellation_at_the_same_instant_wins_or_is_told_that_it_lost() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(schedule("world", wallet, 1).id());
        }
        var executing = CompletableFuture.supplyAsync(() -> passAll(bursar));
        Map<String, Integer> answers = ids.parallelStream()
                .collect(Collectors.toConcurrentMap(id -> id, id -> cancel(id).status()));
        executing.join();
        // What the ledger gave back because its cancellation was in the way is not tried again: it is settled.
        assertThat(passAll(bursar)).isZero();
        int executed = 0;
        for (String id : ids) {
            boolean isExecuted = status(id).equals("executed");
            assertThat(isExecuted || status(id).equals("canceled")).as(id).isTrue();
            assertThat(answers.get(id)).as(id).isEqualTo(isExecuted ? 409 : 200);
            executed += isExecuted ? 1 : 0;
        }
        assertThat(posted()).isEqualTo(executed);
    }

    @Test
    void a_second_try_of_what_was_booked_books_nothing() {
        Reply made = schedule("world", wallet, 500);
        Scheduled read = bursar.bean(ScheduleStore.class)
                .find(Scheduled.parse(made.id(), Book.NUMBER).orElseThrow(), Book.NUMBER)
                .orElseThrow();
        passAll(bursar);
        ExecuteDue execute = bursar.bean(ExecuteDue.class);
        // As a node would that had read it before the other booked it, and comes to itself now.
        assertThat(execute.run(List.of(read))).isZero();
        assertThat(posted()).isEqualTo(500);
    }

    @Test
    void one_that_was_refused_before_its_node_could_say_so_is_refused() throws Exception {
        Reply made = schedule(wallet, "shops/1", 70);
        Scheduled read = bursar.bean(ScheduleStore.class)
                .find(Scheduled.parse(made.id(), Book.NUMBER).orElseThrow(), Book.NUMBER)
                .orElseThrow();
        // As far as a node came that was killed then.
        assertThat(bursar.bean(OpenBooks.class)
                        .of(Book.NUMBER)
                        .submit(ExecuteDue.command(read))
                        .get())
                .isInstanceOf(Outcome.InsufficientFunds.class);
        assertThat(status(made.id())).isEqualTo("scheduled");
        passAll(bursar);
        assertThat(get(made.id()).at("/refusal/code").asString()).isEqualTo("insufficient_funds");
    }

    // ---- a book that cannot be written

    @Test
    void what_the_book_cannot_take_waits_and_is_booked_later() throws SQLException {
        Reply made = schedule("world", wallet, 500);
        ExecuteDue.Limits hurried = new ExecuteDue.Limits(500, Duration.ofMillis(1), Duration.ofMillis(2));
        ExecuteDue execute = new ExecuteDue(bursar.bean(ScheduleStore.class), bursar.bean(OpenBooks.class), hurried);
        Instant then = now().plus(AHEAD).plusSeconds(60);
        try (Connection connection = bursar.superuser().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(%d)".formatted(LedgerEngine.appendLock(Book.NUMBER)));
            assertThat(execute.run(then)).isZero();
            assertThat(status(made.id())).isEqualTo("scheduled");
            statement.execute("SELECT pg_advisory_unlock(%d)".formatted(LedgerEngine.appendLock(Book.NUMBER)));
        }
        Instant limit = Instant.now().plusSeconds(30);
        while (status(made.id()).equals("scheduled") && Instant.now().isBefore(limit)) {
            bursar.bean(ExecuteDue.class).run(then);
        }
        assertThat(status(made.id())).isEqualTo("executed");
        assertThat(posted()).isEqualTo(500);
    }

    // ---- the database's own guard

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE schedules.scheduled SET state = 'scheduled', version = version + 1, settled_at = NULL,"
                        + " transaction_id = NULL WHERE number = ?",
                "UPDATE schedules.scheduled SET leased_until = clock_timestamp() WHERE number = ?",
                "UPDATE schedules.scheduled SET transaction_id = 5 WHERE number = ?",
                "UPDATE schedules.scheduled SET state = 'canceled', transaction_id = NULL, version = version + 1"
                        + " WHERE number = ?",
                "DELETE FROM schedules.scheduled WHERE number = ?",
            })
    void what_is_settled_never_changes_whoever_tries(String statement) {
        String id = schedule("world", wallet, 5).id();
        passAll(bursar);
        refused(statement, id);
        assertThat(status(id)).isEqualTo("executed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE schedules.scheduled SET body = replace(body, '5', '6') WHERE number = ?",
                "UPDATE schedules.scheduled SET execute_at = execute_at - interval '1 day' WHERE number = ?",
                "UPDATE schedules.scheduled SET caller = caller + 1 WHERE number = ?",
                "UPDATE schedules.scheduled SET version = version + 1 WHERE number = ?",
                "UPDATE schedules.scheduled SET state = 'canceled', version = version + 1 WHERE number = ?",
                "UPDATE schedules.scheduled SET state = 'canceled', settled_at = now() WHERE number = ?",
                "UPDATE schedules.scheduled SET state = 'executed', version = version + 1, settled_at = now()"
                        + " WHERE number = ?",
                "DELETE FROM schedules.scheduled WHERE number = ?",
            })
    void what_waits_changes_by_the_table_of_states_alone(String statement) {
        String id = schedule("world", wallet, 5).id();
        refused(statement, id);
        assertThat(status(id)).isEqualTo("scheduled");
        cancel(id).expect(200);
    }

    private static void refused(String statement, String id) {
        long number = Scheduled.parse(id, Book.NUMBER).orElseThrow();
        assertThatThrownBy(() -> {
                    try (Connection connection = bursar.superuser().connect();
                            var prepared = connection.prepareStatement(statement)) {
                        prepared.setLong(1, number);
                        prepared.executeUpdate();
                    }
                })
                .as(statement)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        thrown -> assertThat(thrown.getSQLState()).isIn("23001", "23514"));
    }

    @Test
    void one_that_cannot_be_read_waits_and_keeps_none_of_the_others() throws SQLException {
        Instant before = now().plus(AHEAD).minusSeconds(60);
        for (String body :
                List.of("{\"legs\":\"none\"}", "nothing", "{\"legs\":[{\"amount\":1,\"currency\":\"???\"}]}")) {
            insert(body, before);
        }
        String id = schedule("world", wallet, 5).id();
        assertThat(passAll(bursar)).isEqualTo(1);
        assertThat(status(id)).isEqualTo("executed");
        assertThat(bursar.bean(ScheduleStore.class)
                        .countDue(AHEAD.plusSeconds(60).negated()))
                .isEqualTo(3);
        try (Connection connection = bursar.superuser().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE schedules.scheduled SET state = 'canceled', version = version + 1,"
                    + " settled_at = now() WHERE key LIKE 'unreadable%'");
        }
    }

    private static void insert(String body, Instant executeAt) throws SQLException {
        try (Connection connection = bursar.superuser().connect();
                var insert = connection.prepareStatement("INSERT INTO schedules.scheduled (book, caller, key, body,"
                        + " execute_at) VALUES (?, 1, ?, ?, ?)")) {
            insert.setInt(1, Book.NUMBER + 1);
            insert.setString(2, RunningBursar.unique("unreadable"));
            insert.setString(3, body);
            insert.setObject(4, executeAt.atOffset(java.time.ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    @Test
    void those_that_are_due_are_counted() {
        ScheduleStore store = bursar.bean(ScheduleStore.class);
        assertThat(store.countDue(Duration.ZERO)).isZero();
        String id = schedule("world", wallet, 5).id();
        assertThat(store.countDue(Duration.ZERO)).isZero();
        assertThat(store.countDue(AHEAD.plusSeconds(60).negated())).isPositive();
        cancel(id).expect(200);
    }
}
