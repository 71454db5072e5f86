package io.bursar.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import io.bursar.api.ObjectIds;
import io.bursar.gateways.Gateways;
import io.bursar.gateways.ProviderPayment;
import io.bursar.ledger.Book;
import io.bursar.money.PublicId;
import io.bursar.payments.Saves.Saved;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.Booking;
import io.bursar.payments.decide.Operation;
import io.bursar.payments.decide.Operation.Kind;
import io.bursar.payments.decide.Operation.Notes;
import io.bursar.payments.decide.Part;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.Step;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * Each step of a payment with each thing that can go wrong at it, by name ({@code capture/timeout_after}). Afterwards
 * the caller asks again with the same key, and the gateway is asked at its times. Then the payment is what the caller
 * wanted, once; or it is not, and nothing happened. The gateway's own book and the ledger agree in either case.
 */
@Tag("slow")
class FailureMatrixTest {
    private static final List<String> CALL_FAULTS = List.of(
            "delay_before",
            "delay_after",
            "timeout_before",
            "timeout_after",
            "reset_before",
            "reset_after",
            "error_before",
            "error_after",
            "unavailable",
            "rate_limit",
            "conflict",
            "wrong_amount",
            "wrong_currency",
            "decline");
    private static final List<String> LATE = List.of("late_success", "late_failure");
    private static final long AMOUNT = 1_000;
    private static final String SUSPENSE = "gateways/stripe/suspense";
    private static final String RECEIVABLE = "gateways/stripe/receivable";

    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = Shop.open(Duration.ofMillis(400));
    }

    @AfterAll
    static void close() throws SQLException {
        shop.checkWitnesses();
        shop.close();
    }

    private enum What {
        AUTHORISE("/v1/payment_intents"),
        PURCHASE("/v1/payment_intents"),
        CAPTURE("/v1/payment_intents/*/capture"),
        RELEASE("/v1/payment_intents/*/cancel"),
        REFUND("/v1/refunds");

        private final String path;

        What(String path) {
            this.path = path;
        }
    }

    @TestFactory
    Stream<DynamicTest> every_step_with_every_fault() {
        List<DynamicTest> tests = new ArrayList<>();
        for (What what : What.values()) {
            List<String> faults = new ArrayList<>(CALL_FAULTS);
            if (what == What.AUTHORISE || what == What.PURCHASE) {
                faults.addAll(LATE);
            }
            for (String fault : faults) {
                String id = what.name().toLowerCase(java.util.Locale.ROOT) + "/" + fault;
                tests.add(DynamicTest.dynamicTest(id, () -> run(what, fault)));
            }
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> a_gateway_that_repeats_a_wrong_echo_and_corrects_it() {
        return Stream.of(What.AUTHORISE, What.PURCHASE)
                .flatMap(what -> Stream.of(true, false)
                        .map(isUndone -> DynamicTest.dynamicTest(
                                what.name().toLowerCase(java.util.Locale.ROOT)
                                        + (isUndone ? "/wrong_amount_undone_by_hand" : "/wrong_amount_twice"),
                                () -> corrected(what, isUndone))));
    }

    /** @param isUndone a person takes the suspense back before the gateway corrects itself */
    private static void corrected(What what, boolean isUndone) throws SQLException {
        keepWell();
        long suspended = shop.posted(SUSPENSE);
        long owed = shop.posted(RECEIVABLE);
        shop.sandbox.fault("wrong_amount", "/v1/payment_intents");
        shop.sandbox.fault("wrong_amount", "/v1/payment_intents/pi_*");
        Reply first = ask(what, "", RunningBursar.unique("corrected"));
        assertThat(shop.sandbox.struck("wrong_amount")).isEqualTo(2);
        shop.sandbox.clearFaults();
        String id = first.expect(200).id();
        assertThat(first.at("/status").asString()).isEqualTo("processing");
        assertThat(shop.posted(SUSPENSE)).isEqualTo(suspended + AMOUNT + 1);
        assertThat(shop.posted(RECEIVABLE)).isEqualTo(owed + AMOUNT + 1);
        if (isUndone) {
            String booked = shop.get("/v1/transactions?reference=" + id)
                    .expect(200)
                    .at("/data/0/id")
                    .asString();
            shop.post("/v1/transactions/" + booked + "/reverse")
                    .key(RunningBursar.unique("undone"))
                    .expect(201);
        }
        settle(id);
        check(what, id);
        assertThat(shop.status(id)).isEqualTo(what == What.PURCHASE ? "succeeded" : "requires_capture");
        assertThat(shop.posted(SUSPENSE)).isEqualTo(suspended);
        assertThat(shop.posted(RECEIVABLE)).isEqualTo(owed + (what == What.PURCHASE ? AMOUNT : 0));
        assertThat(shop.get("/v1/payment_incidents?limit=10").expect(200).text())
                .contains("\"gateway_mismatch\"", "\"gateway_mismatch_over\"", id);
        shop.checkBooks();
    }

    @Test
    void news_of_what_is_suspended_waits_until_its_gateway_answers() {
        keepWell();
        shop.sandbox.fault("wrong_amount", "/v1/payment_intents");
        shop.sandbox.fault("wrong_amount", "/v1/payment_intents/pi_*");
        String id =
                ask(What.PURCHASE, "", RunningBursar.unique("news")).expect(200).id();
        shop.sandbox.clearFaults();
        Operate operate = shop.bursar.bean(Operate.class);
        Payment suspended = payment(id);
        UUID attempt = suspended.attempts().getFirst().id();
        ProviderPayment said = operate.look(suspended, attempt).orElseThrow();
        shop.sandbox.fault("unavailable", "/v1/payment_intents/pi_*");
        assertThat(operate.hearNews(suspended, attempt, said))
                .as("nobody can say")
                .isEmpty();
        assertThat(shop.sandbox.struck("unavailable")).isEqualTo(1);
        assertThat(shop.status(id)).isEqualTo("processing");
        shop.sandbox.clearFaults();
        assertThat(operate.hearNews(suspended, attempt, said)).isPresent();
        assertThat(shop.status(id)).isEqualTo("succeeded");
    }

    /** So that no breaker opens: it would be right, and another test's affair. */
    private static void keepWell() {
        for (int i = 0; i < 2; i++) {
            String taken = shop.pay("&capture_method=manual").expect(200).id();
            shop.act(taken, "capture", "").expect(200);
            shop.post("/v1/refunds").form("payment_intent=" + taken).expect(200);
            String held = shop.pay("&capture_method=manual").expect(200).id();
            shop.act(held, "cancel", "").expect(200);
        }
    }

    private static void run(What what, String fault) throws SQLException {
        keepWell();
        String payment = what == What.AUTHORISE || what == What.PURCHASE ? "" : ready(what);
        shop.sandbox.control(
                "faults", "{\"kind\":\"%s\",\"path\":\"%s\",\"times\":1,\"delay_ms\":600}".formatted(fault, what.path));
        String key = RunningBursar.unique("matrix");
        Reply first = ask(what, payment, key);
        String id = what == What.AUTHORISE || what == What.PURCHASE ? idOf(first) : payment;
        if (fault.equals("delay_before")) {
            awaitTruth(what, id);
        }
        shop.sandbox.clearFaults();
        shop.sandbox.control("clock", "{\"advance\":\"PT10S\"}");
        Reply again = ask(what, payment, key);
        assertThat(again.status()).as("%s, then %s", first.text(), again.text()).isIn(200, 402, 409);
        settle(id);
        check(what, id);
        shop.checkBooks();
    }

    /** Until the gateway has executed the call that it kept waiting: hours pass below, in no time. */
    private static void awaitTruth(What what, String id) {
        String column =
                switch (what) {
                    case AUTHORISE -> "authorised";
                    case PURCHASE, CAPTURE -> "captured";
                    case RELEASE -> "released";
                    case REFUND -> "refunded";
                };
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (shop.lines().stream()
                .noneMatch(
                        line -> line.at("/labels/bursar_payment").asString("").equals(id)
                                && line.get(column).asLong() > 0)) {
            assertThat(System.nanoTime()).as("the delayed call was executed").isLessThan(end);
        }
    }

    /** A payment at which the step can be taken. */
    private static String ready(What what) {
        String how = what == What.REFUND ? "" : "&capture_method=manual";
        return shop.pay(how).expect(200).id();
    }

    private static Reply ask(What what, String payment, String key) {
        String form = "amount=1000&currency=usd&payment_method=pm_card_visa&confirm=true&payment_method_types[]=card"
                + "&metadata[key]=" + key;
        return switch (what) {
            case PURCHASE ->
                shop.post("/v1/payment_intents").key(key).form(form).send();
            case AUTHORISE ->
                shop.post("/v1/payment_intents")
                        .key(key)
                        .form(form + "&capture_method=manual")
                        .send();
            case CAPTURE ->
                shop.post("/v1/payment_intents/" + payment + "/capture")
                        .key(key)
                        .form("amount_to_capture=600")
                        .send();
            case RELEASE ->
                shop.post("/v1/payment_intents/" + payment + "/cancel").key(key).send();
            case REFUND ->
                shop.post("/v1/refunds")
                        .key(key)
                        .form("payment_intent=" + payment + "&amount=400")
                        .send();
        };
    }

    private static String idOf(Reply reply) {
        JsonNode body = reply.json();
        JsonNode inError = body.at("/error/payment_intent/id");
        return inError.isMissingNode() ? body.at("/id").asString() : inError.asString();
    }

    /** Asks the gateway at all its times, until nothing is open any more. */
    private static void settle(String id) {
        for (int minutes : new int[] {2, 5, 20, 60, 24 * 60}) {
            shop.askAbout(Duration.ofMinutes(minutes));
            if (!payment(id).attempts().stream().anyMatch(Attempt::hasOpen)) {
                return;
            }
        }
        assertThat(payment(id).attempts()).as("still open").noneMatch(Attempt::hasOpen);
    }

    private static Payment payment(String id) {
        UUID uuid = PublicId.parseUuid(Payment.PREFIX, id).orElseThrow();
        return shop.bursar.bean(PaymentStore.class).find(uuid, Book.NUMBER).orElseThrow();
    }

    /** Bursar's tallies are the gateway's, and each step was taken wholly or not at all. */
    private static void check(What what, String id) {
        Payment payment = payment(id);
        long authorised = 0;
        long captured = 0;
        long released = 0;
        long refunded = 0;
        for (Attempt attempt : payment.attempts()) {
            authorised += attempt.tally().authorised();
            captured += attempt.tally().captured();
            released += attempt.tally().released();
            refunded += attempt.tally().refunded();
        }
        long trulyAuthorised = 0;
        long trulyCaptured = 0;
        long trulyReleased = 0;
        long trulyRefunded = 0;
        for (JsonNode line : shop.lines()) {
            if (line.at("/labels/bursar_payment").asString("").equals(id)) {
                trulyAuthorised += line.get("authorised").asLong();
                trulyCaptured += line.get("captured").asLong();
                trulyReleased += line.get("released").asLong();
                trulyRefunded += line.get("refunded").asLong()
                        - line.get("refund_returned").asLong();
            }
        }
        assertThat(List.of(authorised, captured, released, refunded))
                .as("authorised, captured, released, refunded of %s by Bursar and by the gateway", id)
                .isEqualTo(List.of(trulyAuthorised, trulyCaptured, trulyReleased, trulyRefunded));
        assertThat(authorised).as("authorised at most once").isIn(0L, AMOUNT);
        switch (what) {
            case PURCHASE -> assertThat(captured).isEqualTo(authorised);
            case AUTHORISE -> assertThat(captured).isZero();
            case CAPTURE -> assertThat(captured).isIn(0L, 600L);
            case RELEASE -> assertThat(released).isIn(0L, AMOUNT);
            case REFUND -> assertThat(refunded).isIn(0L, 400L);
        }
    }

    // ---- a process that ends before, or after, its call

    @TestFactory
    Stream<DynamicTest> every_step_with_a_crash_around_its_call() {
        return Stream.of(What.CAPTURE, What.RELEASE, What.REFUND)
                .flatMap(what -> Stream.of(true, false)
                        .map(isCalled -> DynamicTest.dynamicTest(
                                what.name().toLowerCase(java.util.Locale.ROOT)
                                        + (isCalled ? "/crash_after" : "/crash_before"),
                                () -> crash(what, isCalled))));
    }

    /** Leaves behind what a process leaves that ends between its commit and the answer. */
    private static void crash(What what, boolean isCalled) throws SQLException {
        String id = ready(what);
        Payment read = payment(id);
        Attempt attempt = read.current().orElseThrow();
        Instant now = shop.bursar.bean(PaymentStore.class).now();
        UUID operation = ObjectIds.next(Book.NUMBER);
        Step step = prepared(what, read, attempt, operation, now);
        Saved saved = shop.bursar.bean(Saves.class).save(read, step, now, Riding.NOTHING);
        Payment written = ((Saved.Done) saved).payment();
        if (isCalled) {
            Attempt at = written.attempt(attempt.id());
            shop.bursar.bean(Gateways.class).perform(at.gateway(), Orders.of(written, at, at.operation(operation)));
        }
        settle(id);
        check(what, id);
        Payment after = payment(id);
        Attempt.Tally tally =
                after.current().orElse(after.attempts().getFirst()).tally();
        long done =
                switch (what) {
                    case CAPTURE -> tally.captured() - 600;
                    case RELEASE -> tally.released() - AMOUNT;
                    case REFUND -> tally.refunded() - 400;
                    case AUTHORISE, PURCHASE -> -1;
                };
        assertThat(done).as("the operation is carried out in the end, once").isZero();
        shop.checkBooks();
    }

    private static Step prepared(What what, Payment read, Attempt attempt, UUID operation, Instant now) {
        return switch (what) {
            case CAPTURE ->
                Step.of(
                        read,
                        attempt.with(Operation.prepared(operation, Kind.CAPTURE, 600, Notes.NONE, now)),
                        operation);
            case RELEASE ->
                Step.of(
                        read,
                        attempt.with(Operation.prepared(operation, Kind.RELEASE, AMOUNT, Notes.NONE, now)),
                        operation);
            case REFUND -> {
                List<Long> shares = Part.refundShares(attempt.parts(), 400);
                yield Step.of(
                                read,
                                attempt.with(Operation.prepared(
                                        operation, Kind.REFUND, 400, Notes.NONE.ofParts(shares), now)),
                                operation)
                        .booking(new Booking.KeepForRefund(shares));
            }
            case AUTHORISE, PURCHASE -> throw new IllegalArgumentException(what.name());
        };
    }
}
