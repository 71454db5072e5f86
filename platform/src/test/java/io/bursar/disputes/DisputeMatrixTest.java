package io.bursar.disputes;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import io.bursar.api.ObjectIds;
import io.bursar.disputes.decide.Dispute;
import io.bursar.disputes.decide.Hearing.Next;
import io.bursar.disputes.decide.LookTimes;
import io.bursar.disputes.decide.Submission;
import io.bursar.disputes.decide.Submission.Kind;
import io.bursar.disputes.decide.Submission.State;
import io.bursar.gateways.DisputeDesk.Evidence;
import io.bursar.gateways.Gateways;
import io.bursar.ledger.Book;
import io.bursar.payments.PaymentStore;
import io.bursar.payments.Shop;
import io.bursar.payments.decide.PublicNames;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * Each thing that is done about a dispute with each thing that can go wrong at it, by name ({@code
 * evidence/timeout_after}). Afterwards the caller asks again with the same key, and the gateway is asked at its times.
 * Then the bank has the answer, once; or it has not, and nothing happened. The gateway's own book and the ledger agree
 * in either case.
 */
@Tag("slow")
class DisputeMatrixTest {
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
            "wrong_currency");
    private static final List<String> NEWS_FAULTS = List.of("webhook_duplicate", "webhook_reorder", "webhook_delay");

    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = Shop.openAndTold(Duration.ofMillis(400));
    }

    @AfterAll
    static void close() throws SQLException {
        shop.checkWitnesses();
        shop.close();
    }

    @TestFactory
    Stream<DynamicTest> every_answer_with_every_fault() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (String fault : CALL_FAULTS) {
                tests.add(DynamicTest.dynamicTest(
                        kind.name().toLowerCase(Locale.ROOT) + "/" + fault, () -> answer(kind, fault)));
            }
        }
        return tests.stream();
    }

    private static String disputed() {
        String paid = shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("pay"))
                .form("amount=1000&currency=usd&payment_method=pm_card_createDispute&confirm=true"
                        + "&payment_method_types[]=card&destination[account]=revenue/matrix")
                .expect(200)
                .id();
        Shop.await(
                "the money is gone",
                () -> listed(paid).at("/0/balance_transactions").size() == 1);
        return listed(paid).at("/0/id").asString();
    }

    private static JsonNode listed(String payment) {
        return shop.get("/v1/disputes?payment_intent=" + payment).expect(200).at("/data");
    }

    private static JsonNode get(String dispute) {
        return shop.get("/v1/disputes/" + dispute).expect(200).json();
    }

    private static JsonNode theirs(String dispute) {
        return shop.sandbox.getStripe(
                "/v1/disputes/" + get(dispute).at("/gateway_dispute").asString());
    }

    private static Reply ask(Kind kind, String dispute, String key) {
        return kind == Kind.ACCEPT
                ? shop.post("/v1/disputes/" + dispute + "/close").key(key).send()
                : shop.post("/v1/disputes/" + dispute)
                        .key(key)
                        .form("evidence[uncategorized_text]=A hat was sent.")
                        .send();
    }

    private static void answer(Kind kind, String fault) throws SQLException {
        String id = disputed();
        String path = kind == Kind.ACCEPT ? "/v1/disputes/*/close" : "/v1/disputes/*";
        shop.sandbox.control(
                "faults", "{\"kind\":\"%s\",\"path\":\"%s\",\"times\":1,\"delay_ms\":600}".formatted(fault, path));
        String key = RunningBursar.unique("matrix");
        Reply first = ask(kind, id, key);
        if (fault.equals("delay_before")) {
            Shop.await("the delayed call was executed", () -> isAnswered(kind, theirs(id)));
        }
        shop.sandbox.clearFaults();
        Reply again = ask(kind, id, key);
        assertThat(again.status()).as("%s, then %s", first.text(), again.text()).isIn(200, 400, 409);
        settle(id);
        check(kind, id, again.status() == 200);
        shop.checkBooks();
    }

    private static boolean isAnswered(Kind kind, JsonNode dispute) {
        return kind == Kind.ACCEPT
                ? dispute.at("/status").asString().equals("lost")
                : dispute.at("/evidence_details/submission_count").asInt() > 0;
    }

    /** Asks the gateway at all its times, until nothing is open any more. */
    private static void settle(String id) {
        for (int minutes : new int[] {2, 5, 14, 20, 60}) {
            Instant later = shop.bursar.bean(PaymentStore.class).now().plus(Duration.ofMinutes(minutes));
            shop.bursar.bean(ResolveSubmissions.class).run(later);
            if (get(id).at("/submission").isNull()) {
                return;
            }
        }
        assertThat(get(id).at("/submission").isNull()).as("still open").isTrue();
    }

    /** Bursar says what the gateway says, and the bank was told once. */
    private static void check(Kind kind, String id, boolean isDone) {
        Shop.await(
                "news are heard",
                () -> get(id).at("/status")
                        .asString()
                        .equals(theirs(id).at("/status").asString()));
        JsonNode ours = get(id);
        JsonNode theirs = theirs(id);
        assertThat(ours.at("/evidence_details/submission_count").asInt())
                .isEqualTo(theirs.at("/evidence_details/submission_count").asInt())
                .isLessThanOrEqualTo(1);
        assertThat(ours.at("/balance_transactions").size()).isEqualTo(1);
        if (isDone) {
            // What a provider answers with its own failure it answers so for ever under that key.
            boolean isLapsed = shop.get("/v1/payment_incidents?limit=100")
                    .expect(200)
                    .text()
                    .contains(id);
            assertThat(isAnswered(kind, theirs))
                    .as("the bank was told, or people here that it was not: %s", theirs)
                    .isNotEqualTo(isLapsed);
        }
    }

    // ---- a process that ends before, or after, its call

    @TestFactory
    Stream<DynamicTest> every_answer_with_a_crash_around_its_call() {
        return Stream.of(Kind.values())
                .flatMap(kind -> Stream.of(true, false)
                        .map(isCalled -> DynamicTest.dynamicTest(
                                kind.name().toLowerCase(Locale.ROOT) + (isCalled ? "/crash_after" : "/crash_before"),
                                () -> crash(kind, isCalled))));
    }

    /** Leaves behind what a process leaves that ends between its commit and the answer. */
    private static void crash(Kind kind, boolean isCalled) throws SQLException {
        String id = disputed();
        Dispute read = read(id);
        Instant now = shop.bursar.bean(PaymentStore.class).now();
        Map<String, String> evidence = kind == Kind.ACCEPT ? Map.of() : Map.of("uncategorized_text", "A hat.");
        Submission prepared = new Submission(
                ObjectIds.next(Book.NUMBER), kind, State.PREPARED, 0, evidence, null, now.plus(LookTimes.LIVE), now);
        Next next = new Next(read.with(prepared), null, null, List.of());
        assertThat(shop.bursar.bean(SaveDispute.class).change(read, next, Along.NOTHING))
                .isPresent();
        if (isCalled) {
            var desk = shop.bursar.bean(Gateways.class).disputes(read.of().gateway());
            if (kind == Kind.ACCEPT) {
                desk.accept(prepared.key(), read.of().provider());
            } else {
                desk.contest(prepared.key(), read.of().provider(), new Evidence(evidence, Map.of()));
            }
        }
        settle(id);
        check(kind, id, true);
        shop.checkBooks();
    }

    private static Dispute read(String id) {
        UUID uuid = ObjectIds.find(PublicNames.DISPUTE, id, Book.NUMBER).orElseThrow();
        return shop.bursar.bean(DisputeStore.class).find(uuid, Book.NUMBER).orElseThrow();
    }

    // ---- what the gateway tells by itself

    @TestFactory
    Stream<DynamicTest> every_end_told_with_every_fault() {
        return Stream.of("win", "lose")
                .flatMap(end -> NEWS_FAULTS.stream()
                        .map(fault -> DynamicTest.dynamicTest("dispute_" + end + "/" + fault, () -> told(end, fault))));
    }

    private static void told(String end, String fault) throws SQLException {
        shop.sandbox.control("faults", "{\"kind\":\"" + fault + "\",\"rate\":0.7,\"seed\":3,\"delay_ms\":300}");
        String id = disputed();
        shop.sandbox.control(
                "stripe/" + end, "{\"id\":\"" + get(id).at("/gateway_dispute").asString() + "\"}");
        String status = end.equals("win") ? "won" : "lost";
        int moved = end.equals("win") ? 2 : 1;
        Shop.await(
                "it is over",
                () -> get(id).at("/status").asString().equals(status)
                        && get(id).at("/balance_transactions").size() == moved);
        shop.sandbox.clearFaults();
        shop.checkBooks();
    }
}
