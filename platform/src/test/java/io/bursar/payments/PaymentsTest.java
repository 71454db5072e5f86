package io.bursar.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Payments by card, as their callers, the ledger and the gateway see them. */
class PaymentsTest {
    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = Shop.open(Duration.ofSeconds(1));
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @AfterEach
    void the_books_add_up() throws SQLException {
        shop.sandbox.clearFaults();
        shop.checkWitnesses();
    }

    @Test
    void a_payment_is_taken_at_once() {
        Reply paid = shop.pay("&destination[account]=revenue/books").expect(200);
        assertThat(paid.at("/status").asString()).isEqualTo("succeeded");
        assertThat(paid.at("/amount_received").asLong()).isEqualTo(1_000);
        assertThat(paid.at("/latest_charge").asString()).startsWith("ch_");
        assertThat(shop.posted("revenue/books")).isEqualTo(1_000);
        assertThat(shop.truth(paid.id()).get("captured").asLong()).isEqualTo(1_000);
        Reply charge =
                shop.get("/v1/charges/" + paid.at("/latest_charge").asString()).expect(200);
        assertThat(charge.at("/paid").asBoolean()).isTrue();
        assertThat(charge.at("/payment_method_details/card/last4").asString()).isEqualTo("4242");
        Reply balance = shop.get("/v1/balance_transactions/"
                        + charge.at("/balance_transaction").asString())
                .expect(200);
        assertThat(balance.at("/amount").asLong()).isEqualTo(1_000);
    }

    @Test
    void a_repeat_gets_the_first_answer_and_pays_nothing() {
        String key = RunningBursar.unique("once");
        String form = "amount=700&currency=usd&payment_method=pm_card_visa&confirm=true&payment_method_types[]=card";
        Reply first = shop.post("/v1/payment_intents").key(key).form(form).expect(200);
        Reply again = shop.post("/v1/payment_intents").key(key).form(form).expect(200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.text()).isEqualTo(first.text());
        Reply other = shop.post("/v1/payment_intents")
                .key(key)
                .form(form.replace("700", "701"))
                .expect(400);
        assertThat(other.at("/error/type").asString()).isEqualTo("idempotency_error");
    }

    @Test
    void the_same_request_sent_many_times_at_once_pays_once() throws Exception {
        String key = RunningBursar.unique("at-once");
        String form = "amount=450&currency=usd&payment_method=pm_card_visa&confirm=true&payment_method_types[]=card";
        try (ExecutorService callers = Executors.newFixedThreadPool(16)) {
            List<Future<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                replies.add(callers.submit(() ->
                        shop.post("/v1/payment_intents").key(key).form(form).send()));
            }
            Set<String> paid = new HashSet<>();
            for (Future<Reply> reply : replies) {
                assertThat(reply.get().status()).as(reply.get().text()).isIn(200, 409);
                if (reply.get().status() == 200) {
                    paid.add(reply.get().id());
                }
            }
            assertThat(paid).hasSize(1);
        }
    }

    @Test
    void while_a_capture_is_under_way_nothing_else_is_begun_with_what_is_reserved() throws Exception {
        String held = shop.pay("&capture_method=manual").expect(200).id();
        shop.sandbox.control(
                "faults", "{\"kind\":\"delay_before\",\"path\":\"/v1/*/capture\",\"times\":1,\"delay_ms\":700}");
        try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
            Future<Reply> first = caller.submit(() -> shop.act(held, "capture", "amount_to_capture=400"));
            Shop.await("the capture is written", () -> shop.status(held).equals("processing"));
            for (String what : List.of("capture", "cancel")) {
                Reply second = shop.act(held, what, "").expect(400);
                assertThat(second.at("/error/code").asString()).isEqualTo("payment_intent_unexpected_state");
            }
            assertThat(first.get().expect(200).at("/status").asString()).isEqualTo("succeeded");
        }
        assertThat(shop.truth(held).get("captured").asLong()).isEqualTo(400);
        assertThat(shop.truth(held).get("released").asLong()).isEqualTo(600);
    }

    @Test
    void money_is_held_captured_in_part_and_the_rest_given_back() {
        Reply held = shop.pay("&capture_method=manual&destination[account]=revenue/rooms")
                .expect(200);
        assertThat(held.at("/status").asString()).isEqualTo("requires_capture");
        assertThat(held.at("/amount_capturable").asLong()).isEqualTo(1_000);
        assertThat(shop.posted("revenue/rooms")).isZero();
        Reply tooMuch = shop.act(held.id(), "capture", "amount_to_capture=1001").expect(400);
        assertThat(tooMuch.at("/error/code").asString()).isEqualTo("amount_too_large");
        Reply taken = shop.act(held.id(), "capture", "amount_to_capture=600").expect(200);
        assertThat(taken.at("/status").asString()).isEqualTo("succeeded");
        assertThat(taken.at("/amount_received").asLong()).isEqualTo(600);
        assertThat(shop.posted("revenue/rooms")).isEqualTo(600);
        assertThat(shop.truth(held.id()).get("released").asLong()).isEqualTo(400);
    }

    @Test
    void a_hold_is_canceled() {
        Reply held = shop.pay("&capture_method=manual").expect(200);
        Reply canceled =
                shop.act(held.id(), "cancel", "cancellation_reason=abandoned").expect(200);
        assertThat(canceled.at("/status").asString()).isEqualTo("canceled");
        assertThat(canceled.at("/cancellation_reason").asString()).isEqualTo("abandoned");
        assertThat(shop.truth(held.id()).get("released").asLong()).isEqualTo(1_000);
        Reply late = shop.act(held.id(), "capture", "").expect(400);
        assertThat(late.at("/error/code").asString()).isEqualTo("payment_intent_unexpected_state");
        assertThat(late.at("/error/payment_intent/id").asString()).isEqualTo(held.id());
    }

    @Test
    void a_declined_card_is_told_and_another_pays() {
        Reply declined = shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("declined"))
                .form("amount=1000&currency=usd&payment_method=pm_card_chargeDeclined&confirm=true"
                        + "&payment_method_types[]=card")
                .expect(402);
        assertThat(declined.at("/error/type").asString()).isEqualTo("card_error");
        assertThat(declined.at("/error/code").asString()).isEqualTo("card_declined");
        String id = declined.at("/error/payment_intent/id").asString();
        assertThat(shop.status(id)).isEqualTo("requires_payment_method");
        Reply paid = shop.act(id, "confirm", "payment_method=pm_card_visa").expect(200);
        assertThat(paid.at("/status").asString()).isEqualTo("succeeded");
        assertThat(shop.get("/v1/charges?payment_intent=" + id).expect(200).at("/data"))
                .hasSize(2);
    }

    @Test
    void money_is_given_back_in_parts_and_never_more_than_was_taken() {
        Reply paid = shop.pay("&destination[account]=revenue/shoes").expect(200);
        Reply first = shop.post("/v1/refunds")
                .key(RunningBursar.unique("refund"))
                .form("payment_intent=" + paid.id() + "&amount=300&metadata[why]=broken")
                .expect(200);
        assertThat(first.at("/status").asString()).isEqualTo("succeeded");
        assertThat(first.at("/metadata/why").asString()).isEqualTo("broken");
        assertThat(shop.posted("revenue/shoes")).isEqualTo(700);
        shop.post("/v1/refunds")
                .key(RunningBursar.unique("refund"))
                .form("payment_intent=" + paid.id() + "&amount=701")
                .expect(400);
        shop.post("/v1/refunds")
                .key(RunningBursar.unique("refund"))
                .form("charge=" + paid.at("/latest_charge").asString())
                .expect(200);
        assertThat(shop.posted("revenue/shoes")).isZero();
        Reply none = shop.post("/v1/refunds")
                .key(RunningBursar.unique("refund"))
                .form("payment_intent=" + paid.id())
                .expect(400);
        assertThat(none.at("/error/code").asString()).isEqualTo("charge_already_refunded");
        assertThat(shop.get("/v1/refunds?payment_intent=" + paid.id())
                        .expect(200)
                        .at("/data"))
                .hasSize(2);
    }

    @Test
    void what_is_said_of_a_refund_can_be_changed_and_a_refund_is_not_canceled() {
        Reply paid = shop.pay("").expect(200);
        Reply refund = shop.post("/v1/refunds")
                .key(RunningBursar.unique("refund"))
                .form("payment_intent=" + paid.id() + "&amount=300&metadata[why]=broken&metadata[by]=asha")
                .expect(200);
        String url = "/v1/refunds/" + refund.id();
        String key = RunningBursar.unique("noted");
        String form = "metadata[why]=late&metadata[by]=&metadata[case]=7";
        Reply noted = shop.bursar.post(url).key(key).form(form).expect(200);
        assertThat(noted.at("/metadata")).hasSize(2);
        assertThat(noted.at("/metadata/why").asString()).isEqualTo("late");
        assertThat(noted.at("/amount").asLong()).isEqualTo(300);
        assertThat(shop.get(url).expect(200).at("/metadata")).isEqualTo(noted.at("/metadata"));
        Reply again = shop.bursar.post(url).key(key).form(form).expect(200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        for (String type : List.of("refund.updated", "charge.refund.updated")) {
            Reply events = shop.get("/v1/events?limit=1&type=" + type).expect(200);
            assertThat(events.at("/data/0/data/object/id").asString()).isEqualTo(refund.id());
            assertThat(events.at("/data/0/data/object/metadata/case").asString())
                    .isEqualTo("7");
        }
        shop.bursar.post(url).form("amount=5").send().expectError(400, "parameter_unknown", "amount");
        shop.bursar.post(url + "/cancel").send().expectError(400, "gateway_unable", null);
        assertThat(shop.get(url).expect(200).at("/status").asString()).isEqualTo("succeeded");
        String unknown = "/v1/refunds/re_01kamh5x0z8000040v1q3m7n5t";
        shop.bursar.post(unknown).form("metadata[a]=b").send().expectError(404, "resource_missing", "id");
        shop.bursar.post(unknown + "/cancel").send().expectError(404, "resource_missing", "id");
    }

    @Test
    void silence_is_unknown_until_the_gateway_is_asked() {
        shop.sandbox.fault("timeout_after", "/v1/payment_intents");
        String key = RunningBursar.unique("silence");
        String form = "amount=900&currency=usd&payment_method=pm_card_visa&confirm=true&payment_method_types[]=card";
        Reply asked = shop.post("/v1/payment_intents").key(key).form(form).expect(200);
        assertThat(asked.at("/status").asString()).isEqualTo("processing");
        Reply unknown = shop.get("/v1/payment_operations?state=unknown").expect(200);
        assertThat(unknown.at("/data/0/payment_intent").asString()).isEqualTo(asked.id());
        assertThat(unknown.at("/data/0/kind").asString()).isEqualTo("authorise");
        Reply repeat = shop.post("/v1/payment_intents").key(key).form(form).expect(200);
        assertThat(repeat.id()).isEqualTo(asked.id());
        assertThat(repeat.at("/status").asString()).isEqualTo("processing");
        shop.askAbout(Duration.ofMinutes(3));
        assertThat(shop.status(asked.id())).isEqualTo("succeeded");
        assertThat(shop.truth(asked.id()).get("authorisations").asInt()).isEqualTo(1);
        Reply known = shop.post("/v1/payment_intents").key(key).form(form).expect(200);
        assertThat(known.at("/status").asString()).isEqualTo("succeeded");
    }

    @Test
    void what_the_gateway_never_saw_is_sent_again_under_the_same_key() {
        shop.sandbox.fault("timeout_before", "/v1/payment_intents");
        Reply asked = shop.pay("").expect(200);
        assertThat(asked.at("/status").asString()).isEqualTo("processing");
        shop.askAbout(Duration.ofMinutes(3));
        assertThat(shop.status(asked.id())).isEqualTo("succeeded");
        assertThat(shop.truth(asked.id()).get("authorisations").asInt()).isEqualTo(1);
    }

    @Test
    void a_repeat_of_what_no_gateway_heard_of_goes_on_with_the_payment_it_made() {
        shop.sandbox.fault("rate_limit", "/v1/payment_intents");
        String key = RunningBursar.unique("busy");
        String form = "amount=900&currency=usd&payment_method=pm_card_visa&confirm=true&payment_method_types[]=card"
                + "&metadata[order]=" + key;
        Reply refused = shop.post("/v1/payment_intents").key(key).form(form).send();
        assertThat(refused.status()).isGreaterThanOrEqualTo(429);
        String made = refused.at("/error/payment_intent/id").asString();
        Reply paid = shop.post("/v1/payment_intents").key(key).form(form).expect(200);
        assertThat(paid.id()).isEqualTo(made);
        assertThat(paid.at("/status").asString()).isEqualTo("succeeded");
        assertThat(shop.post("/v1/payment_intents")
                        .key(key)
                        .form(form)
                        .expect(200)
                        .id())
                .isEqualTo(made);
        assertThat(shop.truth(made).get("authorisations").asInt()).isEqualTo(1);
    }

    @Test
    void a_payment_that_needs_its_payer_says_where_to_go() {
        Reply asked = shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("3ds"))
                .form("amount=1000&currency=usd&payment_method=pm_card_threeDSecure2Required&confirm=true"
                        + "&payment_method_types[]=card&return_url=https://shop.example/back")
                .expect(200);
        assertThat(asked.at("/status").asString()).isEqualTo("requires_action");
        assertThat(asked.at("/next_action/type").asString()).isEqualTo("redirect_to_url");
        assertThat(asked.at("/next_action/redirect_to_url/url").asString()).contains("/3ds/");
        shop.sandbox.press(asked.at("/next_action/redirect_to_url/url").asString(), "authenticate");
        shop.askAbout(Duration.ofHours(1));
        assertThat(shop.status(asked.id())).isEqualTo("succeeded");
    }

    @Test
    void what_is_named_is_expanded() {
        Reply customer = shop.post("/v1/customers").form("name=Asha").expect(200);
        Reply paid = shop.pay(
                        "&customer=" + customer.id() + "&expand[]=latest_charge.balance_transaction&expand[]=customer")
                .expect(200);
        assertThat(paid.at("/latest_charge/amount_captured").asLong()).isEqualTo(1_000);
        assertThat(paid.at("/latest_charge/balance_transaction/amount").asLong())
                .isEqualTo(1_000);
        assertThat(paid.at("/customer/name").asString()).isEqualTo("Asha");
        String charge = paid.at("/latest_charge/id").asString();
        Reply refund = shop.post("/v1/refunds")
                .form("charge=" + charge + "&expand[]=payment_intent.latest_charge&expand[]=charge"
                        + "&expand[]=balance_transaction")
                .expect(200);
        assertThat(refund.at("/payment_intent/latest_charge/id").asString()).isEqualTo(charge);
        assertThat(refund.at("/charge/customer").asString()).isEqualTo(customer.id());
        assertThat(refund.at("/balance_transaction/amount").asLong()).isEqualTo(-1_000);
        Reply balances = shop.get("/v1/balance_transactions?source=" + charge + "&expand[]=data.source.customer")
                .expect(200);
        assertThat(balances.at("/data/0/source/customer/name").asString()).isEqualTo("Asha");
        Reply all = shop.get("/v1/payment_intents?limit=1&expand[]=data.customer&expand[]=data.latest_charge")
                .expect(200);
        assertThat(all.at("/data/0/customer/id").asString()).isEqualTo(customer.id());
    }

    @Test
    void a_method_that_its_customer_keeps_pays_again() {
        String customer =
                shop.post("/v1/customers").form("name=Asha").expect(200).id();
        String method = shop.post("/v1/payment_methods")
                .form("type=card&card[token]=tok_visa")
                .expect(200)
                .id();
        shop.post("/v1/payment_methods/" + method + "/attach")
                .form("customer=" + customer)
                .expect(200);
        for (int i = 0; i < 2; i++) {
            Reply paid = shop.post("/v1/payment_intents")
                    .form("amount=300&currency=usd&confirm=true&off_session=true&payment_method_types[]=card"
                            + "&customer=" + customer + "&payment_method=" + method)
                    .expect(200);
            assertThat(paid.at("/status").asString()).isEqualTo("succeeded");
            assertThat(paid.at("/payment_method").asString()).isEqualTo(method);
        }
        shop.post("/v1/payment_intents")
                .form("amount=300&currency=usd&payment_method=pm_00000000000000000000000000")
                .send()
                .expectError(400, "resource_missing", "payment_method");
    }
}
