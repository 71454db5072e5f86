package io.bursar.gateways.inbox;

import static io.bursar.gateways.inbox.InboxRig.await;
import static io.bursar.gateways.inbox.InboxRig.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.gateways.News;
import io.bursar.gateways.NewsListener.Reception;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** What providers send, from the door to whoever it concerns. */
class InboxTest {
    private static InboxRig rig;

    @BeforeAll
    static void start() {
        rig = new InboxRig();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    private static String id(String prefix) {
        return RunningBursar.unique(prefix);
    }

    private static void awaitStates(String object, String... states) {
        await(
                "states of " + object + " are " + List.of(states),
                () -> rig.about(object).stream()
                        .map(each -> each.get("state").asString())
                        .toList()
                        .equals(List.of(states)));
    }

    @Test
    void a_message_is_stored_byte_for_byte_and_handed_over_once() {
        String payment = id("pi");
        String body = event(id("evt"), payment, 700);
        assertThat(rig.send(body)).isEqualTo(200);
        assertThat(rig.send(body)).isEqualTo(200);
        awaitStates(payment, "applied");
        assertThat(rig.ear.amounts.get(payment)).containsExactly(700L);
        JsonNode message = rig.about(payment).getFirst();
        assertThat(message.has("body")).isFalse();
        JsonNode whole = rig.bursar
                .get("/v1/webhook_inbox/" + message.get("id").asString())
                .expect(200)
                .json();
        assertThat(whole.get("body").asString()).isEqualTo(body);
        assertThat(whole.get("headers").asString()).contains("stripe-signature");
        assertThat(whole.get("type").asString()).isEqualTo("payment_intent.processing");
    }

    @Test
    void what_authenticates_is_not_stored() {
        String payment = id("pi");
        String body = event(id("evt"), payment, 1);
        int status = InboxRig.send(InboxRig.request(rig.bursar, "/webhooks/stripe")
                .header("Stripe-Signature", InboxRig.signature(body, InboxRig.OLD_SECRET, Instant.now()))
                .header("Authorization", "Bearer forgotten")
                .header("Cookie", "session=forgotten")
                .POST(BodyPublishers.ofString(body)));
        assertThat(status).isEqualTo(200);
        awaitStates(payment, "applied");
        assertThat(rig.count("SELECT count(*) FROM gateways.inbox WHERE headers LIKE '%forgotten%'"))
                .isZero();
    }

    @Test
    void messages_of_one_object_are_handed_over_in_order_and_never_at_once() {
        List<String> payments = IntStream.range(0, 12).mapToObj(i -> id("pi")).toList();
        List<Thread> senders = new ArrayList<>();
        for (String payment : payments) {
            senders.add(Thread.ofVirtual().start(() -> {
                for (int i = 1; i <= 15; i++) {
                    assertThat(rig.send(event(id("evt"), payment, i))).isEqualTo(200);
                }
            }));
        }
        senders.forEach(InboxTest::join);
        List<Long> inOrder = LongStream.rangeClosed(1, 15).boxed().toList();
        for (String payment : payments) {
            await("all of " + payment, () -> inOrder.equals(rig.ear.amounts.get(payment)));
        }
        assertThat(rig.ear.atOnce).isEmpty();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void what_fails_is_parked_and_the_object_waits_behind_it_until_it_is_replayed() {
        String payment = id("pi");
        rig.ear.failures.put(payment, "the books are on fire");
        rig.send(event(id("evt"), payment, 1));
        awaitStates(payment, "parked");
        rig.send(event(id("evt"), payment, 2));
        String other = id("pi");
        rig.send(event(id("evt"), other, 9));
        awaitStates(other, "applied");
        awaitStates(payment, "waiting", "parked");
        JsonNode parked = rig.about(payment).get(1);
        assertThat(parked.get("reason").asString()).isEqualTo("IllegalStateException: the books are on fire");
        rig.ear.failures.remove(payment);
        rig.bursar
                .post("/v1/webhook_inbox/" + parked.get("id").asString() + "/replay")
                .expect(200);
        awaitStates(payment, "applied", "applied");
        assertThat(rig.ear.amounts.get(payment)).containsExactly(1L, 2L);
    }

    @Test
    void what_comes_too_early_comes_again() {
        String payment = id("pi");
        rig.ear.receptions.put(payment, Reception.TOO_EARLY);
        rig.send(event(id("evt"), payment, 5));
        await(
                "a first try",
                () -> rig.count("SELECT count(*) FROM gateways.inbox WHERE tries > 0 AND object = '" + payment + "'")
                        == 1);
        rig.ear.receptions.remove(payment);
        awaitStates(payment, "applied");
    }

    @Test
    void what_the_database_had_no_time_for_comes_again_however_long_it_takes() throws Exception {
        String payment = id("pi");
        rig.ear.outages.add(payment);
        rig.send(event(id("evt"), payment, 5));
        age(payment, "11 minutes");
        String tried = "SELECT count(*) FROM gateways.inbox WHERE tries > 1 AND object = '" + payment + "'";
        await("a second try", () -> rig.count(tried) == 1);
        rig.ear.outages.remove(payment);
        awaitStates(payment, "applied");
    }

    /** As if its news had come so long ago. */
    private static void age(String payment, String interval) throws java.sql.SQLException {
        try (var connection = rig.bursar.superuser().connect();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE gateways.inbox SET waits_since = waits_since - interval '" + interval
                    + "' WHERE object = '" + payment + "'");
        }
    }

    @Test
    void what_is_too_early_for_too_long_is_parked() throws Exception {
        String payment = id("pi");
        rig.ear.receptions.put(payment, Reception.TOO_EARLY);
        rig.send(event(id("evt"), payment, 5));
        age(payment, "11 minutes");
        awaitStates(payment, "parked");
        assertThat(rig.about(payment).getFirst().get("reason").asString()).contains("nobody knew");
    }

    @Test
    void what_nobody_knows_is_listed_as_foreign_and_what_concerns_nobody_is_ignored() {
        String foreign = id("pi");
        rig.ear.receptions.put(foreign, Reception.NOT_MINE);
        rig.send(InboxRig.consent(id("evt"), foreign));
        awaitStates(foreign, "foreign");
        String ignored = id("cus");
        rig.send("""
                {"id":"%s","object":"event","type":"customer.created","created":1795262000,
                 "data":{"object":{"id":"%s","object":"customer"}}}
                """.formatted(id("evt"), ignored));
        awaitStates(ignored, "ignored");
        assertThat(rig.ear.heard).extracting(News::object).doesNotContain(foreign, ignored);
        assertThat(rig.bursar
                        .get("/v1/webhook_inbox?state=foreign&gateway=stripe")
                        .expect(200)
                        .text())
                .contains(foreign)
                .doesNotContain(ignored);
    }

    @Test
    void what_cannot_be_read_is_parked_and_a_card_number_is_never_stored() {
        rig.send("{\"object\":\"event\",\"id\":\"evt_bare\"}");
        String payment = id("pi");
        String card = "4242" + "4242".repeat(3);
        rig.send(event(id("evt"), payment, 5).replace("att_1", card));
        awaitStates(payment, "parked");
        assertThat(rig.about(payment).getFirst().get("reason").asString()).contains("card number");
        assertThat(rig.count("SELECT count(*) FROM gateways.inbox WHERE convert_from(body, 'UTF8') LIKE '%" + card
                        + "%' OR headers LIKE '%" + card + "%'"))
                .isZero();
        assertThat(rig.bursar.get("/v1/webhook_inbox?state=parked").expect(200).text())
                .contains("there is no usable type");
    }

    @Test
    void what_a_crashed_node_had_taken_is_handed_over_when_its_lease_is_over() {
        String payment = id("pi");
        rig.ear.receptions.put(payment, Reception.TOO_EARLY);
        rig.send(event(id("evt"), payment, 3));
        InboxStore store = rig.bursar.bean(InboxStore.class);
        await(
                "another node takes it",
                () -> store.lease(Duration.ofSeconds(2), 500).stream()
                        .anyMatch(message -> message.object().equals(payment)));
        rig.ear.receptions.remove(payment);
        awaitStates(payment, "applied");
    }

    @Test
    void two_nodes_share_the_work_and_hand_over_each_message_once() {
        RunningBursar beside = rig.bursar.startBesideWithGateways(InboxRig.settings(), rig.components());
        try {
            List<String> payments =
                    IntStream.range(0, 10).mapToObj(i -> id("pi")).toList();
            for (int i = 1; i <= 8; i++) {
                for (String payment : payments) {
                    InboxRig.send(i % 2 == 0 ? beside : rig.bursar, event(id("evt"), payment, i));
                }
            }
            List<Long> inOrder = LongStream.rangeClosed(1, 8).boxed().toList();
            for (String payment : payments) {
                awaitStates(payment, Stream.generate(() -> "applied").limit(8).toArray(String[]::new));
                assertThat(rig.ear.amounts.get(payment)).isEqualTo(inOrder);
            }
            assertThat(rig.ear.atOnce).isEmpty();
        } finally {
            // Its database is this one's: only the application ends here.
            beside.stop();
        }
    }

    @Test
    void settled_messages_are_forgotten_after_ninety_days_and_others_are_not() throws Exception {
        String payment = id("pi");
        rig.send(event(id("evt"), payment, 3));
        awaitStates(payment, "applied");
        String foreign = id("pi");
        rig.ear.receptions.put(foreign, Reception.NOT_MINE);
        rig.send(InboxRig.consent(id("evt"), foreign));
        awaitStates(foreign, "foreign");
        try (var connection = rig.bursar.superuser().connect();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE gateways.inbox SET settled_at = settled_at - interval '91 days'"
                    + " WHERE object IN ('" + payment + "', '" + foreign + "')");
        }
        assertThat(rig.bursar.bean(InboxStore.class).forget(Duration.ofDays(90), 10))
                .isEqualTo(1);
        assertThat(rig.about(payment)).isEmpty();
        assertThat(rig.about(foreign)).hasSize(1);
    }

    /** A webhook that must not get in. */
    private record Wrong(String name, int status, java.util.function.Supplier<Integer> send) {}

    @TestFactory
    Stream<DynamicTest> wrong_webhooks_are_refused_and_not_stored() {
        return Stream.of(
                        wrongSignature("no signature", body -> null),
                        wrongSignature("an empty one", body -> ""),
                        wrongSignature("no time", body -> "v1=" + sign(body, 0).replaceFirst(".*v1=", "")),
                        wrongSignature("no v1", body -> sign(body, 0).replaceFirst(",v1=.*", "")),
                        wrongSignature(
                                "an older scheme alone", body -> sign(body, 0).replace("v1=", "v0=")),
                        wrongSignature(
                                "a time that is none", body -> sign(body, 0).replaceFirst("t=\\d", "t=x")),
                        wrongSignature(
                                "a time beyond all", body -> sign(body, 0).replaceFirst("t=", "t=99999999999")),
                        wrongSignature("another time", body -> sign(body, 0).replaceFirst("t=\\d", "t=2")),
                        wrongSignature("another secret", body -> InboxRig.signature(body, "whsec_x", Instant.now())),
                        wrongSignature(
                                "the secret without whsec_",
                                body -> InboxRig.signature(
                                        body, InboxRig.NEW_SECRET.replace("whsec_", ""), Instant.now())),
                        wrongSignature("of another body", body -> sign(body + " ", 0)),
                        wrongSignature("cut short", body -> sign(body, 0).replaceFirst("..$", "")),
                        wrongSignature("in capitals", body -> upper(sign(body, 0))),
                        wrongSignature("replayed after 301 s", body -> sign(body, -301)),
                        wrongSignature("replayed after a day", body -> sign(body, -86_400)),
                        wrongSignature("from 400 s ahead", body -> sign(body, 400)),
                        wrongSignature("words", body -> "let me in"),
                        wrongSignature("Razorpay's", body -> "0".repeat(64)),
                        at("an unknown gateway", 404, "/webhooks/paypal", "POST"),
                        at("a gateway that is not configured", 404, "/webhooks/razorpay", "POST"),
                        at("no gateway", 404, "/webhooks", "POST"),
                        at("a longer path", 404, "/webhooks/stripe/more", "POST"),
                        at("another method", 405, "/webhooks/stripe", "PUT"),
                        at("a look", 405, "/webhooks/stripe", "GET"),
                        new Wrong("too large a body", 413, InboxTest::sendLarge))
                .map(wrong -> DynamicTest.dynamicTest(wrong.name(), () -> {
                    long before = rig.stored();
                    assertThat(wrong.send().get()).isEqualTo(wrong.status());
                    assertThat(rig.stored()).isEqualTo(before);
                }));
    }

    private static String upper(String header) {
        int from = header.indexOf("v1=") + 3;
        return header.substring(0, from) + header.substring(from).toUpperCase(java.util.Locale.ROOT);
    }

    private static String sign(String body, long secondsFromNow) {
        return InboxRig.signature(body, InboxRig.NEW_SECRET, Instant.now().plusSeconds(secondsFromNow));
    }

    private static Wrong wrongSignature(
            String name, java.util.function.Function<String, @org.jspecify.annotations.Nullable String> signature) {
        return new Wrong(name, 400, () -> {
            String body = event(id("evt"), id("pi"), 1);
            String header = signature.apply(body);
            var request = InboxRig.request(rig.bursar, "/webhooks/stripe").POST(BodyPublishers.ofString(body));
            return InboxRig.send(header == null ? request : request.header("Stripe-Signature", header));
        });
    }

    private static Wrong at(String name, int status, String path, String method) {
        return new Wrong(name, status, () -> {
            String body = event(id("evt"), id("pi"), 1);
            return InboxRig.send(InboxRig.request(rig.bursar, path)
                    .header("Stripe-Signature", sign(body, 0))
                    .method(method, BodyPublishers.ofString(body)));
        });
    }

    private static int sendLarge() {
        String body = event(id("evt"), id("pi"), 1) + " ".repeat(InboxDoor.BODY_MAX);
        return InboxRig.send(InboxRig.request(rig.bursar, "/webhooks/stripe")
                .header("Stripe-Signature", sign(body, 0))
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void both_secrets_are_good_while_one_is_being_replaced() {
        for (String secret : List.of(InboxRig.NEW_SECRET, InboxRig.OLD_SECRET)) {
            String body = event(id("evt"), id("pi"), 1);
            String other =
                    InboxRig.signature(body, "whsec_other", Instant.now()).replaceFirst(".*,", "");
            int status = InboxRig.send(InboxRig.request(rig.bursar, "/webhooks/stripe")
                    .header("Stripe-Signature", InboxRig.signature(body, secret, Instant.now()) + "," + other)
                    .POST(BodyPublishers.ofString(body)));
            assertThat(status).isEqualTo(200);
        }
    }

    @Test
    void what_came_is_neither_changed_nor_taken_away_by_the_application() {
        var jdbc = rig.bursar.bean(org.springframework.jdbc.core.simple.JdbcClient.class);
        String payment = id("pi");
        rig.ear.receptions.put(payment, Reception.NOT_MINE);
        rig.send(InboxRig.consent(id("evt"), payment));
        awaitStates(payment, "foreign");
        for (String hostile : List.of(
                "UPDATE gateways.inbox SET body = 'x'",
                "UPDATE gateways.inbox SET event = 'x'",
                "DELETE FROM gateways.inbox WHERE state = 'foreign'",
                "TRUNCATE gateways.inbox")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> jdbc.sql(hostile).update())
                    .as(hostile)
                    .isInstanceOf(org.springframework.dao.DataAccessException.class);
        }
    }
}
