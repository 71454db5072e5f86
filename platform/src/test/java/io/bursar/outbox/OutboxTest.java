package io.bursar.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import io.bursar.api.Rendering;
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
import io.bursar.money.PublicId;
import io.bursar.outbox.OutboxEvent.Cause;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An event is there if and only if what it tells is, and tells it for ever. */
class OutboxTest {
    private static final String URL = "/v1/events";
    private static final int BOOK = 1;

    private final RunningBursar bursar = RunningBursar.shared();
    private final Outbox outbox = bursar.bean(Outbox.class);
    private final Transactions transactions = bursar.bean(Transactions.class);
    private final String type = "test." + RunningBursar.unique("thing").replace('-', '_');

    private static Rendering thing(String name, String colour) {
        return out -> out.text("id", "thing_1")
                .text("object", "thing")
                .text("name", name)
                .object("paint", paint -> paint.text("colour", colour).integer("coats", 2L));
    }

    private OutboxEvent event(String name) {
        return outbox.event(BOOK, type, "thing_1", thing(name, "red"), new Cause("req_1", "key-1"));
    }

    private OutboxEvent written(String name) {
        OutboxEvent event = event(name);
        transactions.inside(() -> {
            outbox.write(event);
            return event;
        });
        return event;
    }

    private static String id(OutboxEvent event) {
        return PublicId.of("evt", event.id());
    }

    private List<String> list(String query) {
        List<String> ids = new ArrayList<>();
        bursar.get(URL + "?type=" + type + query)
                .expect(200)
                .at("/data")
                .forEach(each -> ids.add(each.path("id").asString()));
        return ids;
    }

    @Test
    void an_event_is_shown_as_it_was_written() {
        OutboxEvent made = event("old").after(thing("older", "blue"));
        transactions.inside(() -> {
            outbox.write(made);
            return made;
        });
        Reply reply = bursar.get(URL + "/" + id(made)).expect(200);
        assertThat(reply.at("/object").asString()).isEqualTo("event");
        assertThat(reply.at("/type").asString()).isEqualTo(type);
        assertThat(reply.at("/api_version").asString()).isNotBlank();
        assertThat(reply.at("/data/object/paint/coats").asInt()).isEqualTo(2);
        assertThat(reply.at("/data/previous_attributes").toString())
                .isEqualTo("{\"name\":\"older\",\"paint\":{\"colour\":\"blue\"}}");
        assertThat(reply.at("/request/id").asString()).isEqualTo("req_1");
        assertThat(reply.at("/request/idempotency_key").asString()).isEqualTo("key-1");
        assertThat(reply.at("/livemode").asBoolean()).isFalse();
        assertThat(reply.at("/pending_webhooks").asInt()).isZero();
        assertThat(reply.at("/created").isIntegralNumber()).isTrue();
    }

    @Test
    void members_that_came_or_went_are_among_what_changed() {
        String before = "{\"a\":1,\"gone\":true,\"m\":{\"x\":\"1\",\"y\":\"2\"},\"list\":[1,2]}";
        String now = "{\"a\":1,\"fresh\":7,\"m\":{\"x\":\"1\",\"z\":\"3\"},\"list\":[2,1]}";
        assertThat(Changes.between(before, now))
                .isEqualTo("{\"gone\":true,\"m\":{\"y\":\"2\",\"z\":null},\"list\":[1,2],\"fresh\":null}");
        assertThat(Changes.between(now, now)).isEqualTo("{}");
    }

    @Test
    void outside_a_transaction_nothing_is_written() {
        OutboxEvent event = event("lost");
        assertThatThrownBy(() -> outbox.write(event)).isInstanceOf(Invariant.Violation.class);
        bursar.get(URL + "/" + id(event)).send().expectError(404, "resource_missing", "id");
    }

    @Test
    void what_is_rolled_back_did_not_happen() {
        OutboxEvent event = event("taken back");
        assertThatThrownBy(() -> transactions.inside(() -> {
                    outbox.write(event);
                    throw new IllegalStateException("the business fails");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(list("")).isEmpty();
    }

    @Test
    void events_commit_with_the_money_or_not_at_all() throws Exception {
        bursar.post("/v1/chart")
                .json("{'patterns':[{'path':'world','kind':'asset'},"
                        + "{'path':'users/{u}','kind':'liability','floor':0}]}")
                .expect(201);
        String wallet = RunningBursar.unique("users/outbox");
        OutboxEvent first = event("first");
        OutboxEvent second = event("second");
        assertThat(book("world", wallet, first, second)).isInstanceOf(Outcome.Applied.class);
        assertThat(list("")).containsExactly(id(second), id(first));
        assertThat(book(wallet, "world", event("never"))).isInstanceOf(Outcome.Rejection.class);
        assertThat(list("")).hasSize(2);
    }

    private Outcome book(String debit, String credit, OutboxEvent... events) throws Exception {
        List<Riders.Call> calls = new ArrayList<>();
        for (OutboxEvent event : events) {
            calls.add(Outbox.row(event));
        }
        String subject = RunningBursar.unique("subject");
        Leg leg = Leg.of(debit, credit, debit.equals("world") ? 5 : 500, "inr");
        Terms terms = Terms.keyed(Key.derived(subject)).withRiders(new Riders(subject, 1, calls));
        return bursar.bean(OpenBooks.class)
                .of(BOOK)
                .submitAll(
                        List.of(new Command.Transact(List.of(leg), terms)),
                        Lane.INTERACTIVE,
                        Atomicity.INDIVIDUAL,
                        Duration.ofSeconds(10))
                .get()
                .getFirst();
    }

    @Test
    void a_list_is_read_in_both_directions() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            newestFirst.addFirst(id(written("n" + i)));
        }
        assertThat(list("&limit=3")).isEqualTo(newestFirst.subList(0, 3));
        assertThat(list("&limit=3&starting_after=" + newestFirst.get(2))).isEqualTo(newestFirst.subList(3, 6));
        assertThat(list("&limit=3&ending_before=" + newestFirst.get(6))).isEqualTo(newestFirst.subList(3, 6));
        assertThat(list("&limit=3&ending_before=" + newestFirst.get(2))).isEqualTo(newestFirst.subList(0, 2));
        Reply last = bursar.get(URL + "?type=" + type + "&limit=3&starting_after=" + newestFirst.get(3))
                .expect(200);
        assertThat(last.at("/has_more").asBoolean()).isFalse();
        assertThat(last.at("/url").asString()).isEqualTo(URL);
        assertThat(bursar.get(URL + "?limit=1").expect(200).at("/data").size()).isEqualTo(1);
    }

    @Test
    void a_list_is_narrowed_by_when_events_were_made() {
        OutboxEvent event = written("timed");
        long second = io.bursar.api.ObjectIds.time(event.id()).getEpochSecond();
        for (String fits : List.of(
                "created=" + second,
                "created[gte]=" + second,
                "created[lte]=" + second,
                "created[gt]=" + (second - 1),
                "created[lt]=" + (second + 1))) {
            assertThat(list("&" + fits.replace("[", "%5B").replace("]", "%5D")))
                    .as(fits)
                    .containsExactly(id(event));
        }
        for (String misses : List.of("created=" + (second + 1), "created[gt]=" + second, "created[lt]=" + second)) {
            assertThat(list("&" + misses.replace("[", "%5B").replace("]", "%5D")))
                    .as(misses)
                    .isEmpty();
        }
        bursar.get(URL + "?created=" + (second + 60) + "&starting_after=" + id(event))
                .send()
                .expectError(400, "cursor_invalid", "starting_after");
    }

    @ParameterizedTest
    @CsvSource({
        "type=payment_intent.*, parameter_invalid, type",
        "type=nonsense, parameter_invalid, type",
        "limit=0, parameter_invalid, limit",
        "limit=x, parameter_invalid_integer, limit",
        "starting_after=evt_1, cursor_invalid, starting_after",
        "ending_before=cus_00000000000000000000000000, cursor_invalid, ending_before",
        "created=yesterday, parameter_invalid, created",
        "delivery_success=true, parameter_unknown, delivery_success",
    })
    void a_wrong_question_is_told_so(String query, String code, String param) {
        bursar.get(URL + "?" + query).send().expectError(400, code, param);
    }

    @Test
    void events_of_another_book_are_not_there() {
        OutboxEvent foreign = outbox.event(2, type, "thing_1", thing("x", "y"), Cause.OURS);
        transactions.inside(() -> {
            outbox.write(foreign);
            return foreign;
        });
        bursar.get(URL + "/" + id(foreign)).send().expectError(404, "resource_missing", "id");
        assertThat(list("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE outbox.event SET body = '{}'",
                "UPDATE outbox.event SET xid = '3'",
                "DELETE FROM outbox.event",
                "TRUNCATE outbox.event"
            })
    void the_past_is_not_changed_by_anybody(String statement) throws SQLException {
        written("kept");
        try (Connection connection = bursar.superuser().connect();
                Statement hostile = connection.createStatement()) {
            assertThatThrownBy(() -> hostile.execute(statement))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            thrown -> assertThat(thrown.getSQLState()).isEqualTo("23001"));
        }
        try (Connection app = bursar.database().app().getConnection();
                Statement ours = app.createStatement()) {
            assertThatThrownBy(() -> ours.execute(statement))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            thrown -> assertThat(thrown.getSQLState()).isEqualTo("42501"));
        }
    }
}
