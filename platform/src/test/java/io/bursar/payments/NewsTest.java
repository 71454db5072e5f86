package io.bursar.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What Stripe tells by itself, over HTTP: nobody asks it here. */
class NewsTest {
    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = Shop.openAndTold(Duration.ofSeconds(5));
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
    void a_payer_who_authenticates_has_paid() {
        Reply asked = shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("3ds"))
                .form("amount=1000&currency=usd&payment_method=pm_card_threeDSecure2Required&confirm=true"
                        + "&payment_method_types[]=card&return_url=https://shop.example/back")
                .expect(200);
        shop.sandbox.press(asked.at("/next_action/redirect_to_url/url").asString(), "authenticate");
        Shop.await("the payment succeeds", () -> shop.status(asked.id()).equals("succeeded"));
        List<String> told = new ArrayList<>();
        for (JsonNode event : shop.get("/v1/events?limit=100").expect(200).at("/data")) {
            if (event.at("/data/object/id").asString("").equals(asked.id())) {
                told.addFirst(event.get("type").asString());
            }
        }
        assertThat(told)
                .containsExactly(
                        "payment_intent.created", "payment_intent.requires_action", "payment_intent.succeeded");
    }

    @Test
    void a_payer_who_is_rejected_may_try_another_card() {
        Reply asked = shop.post("/v1/payment_intents")
                .key(RunningBursar.unique("3ds"))
                .form("amount=1000&currency=usd&payment_method=pm_card_threeDSecure2Required&confirm=true"
                        + "&payment_method_types[]=card&return_url=https://shop.example/back")
                .expect(200);
        shop.sandbox.press(asked.at("/next_action/redirect_to_url/url").asString(), "reject");
        Shop.await("the try fails", () -> shop.status(asked.id()).equals("requires_payment_method"));
        Reply paid =
                shop.act(asked.id(), "confirm", "payment_method=pm_card_visa").expect(200);
        assertThat(paid.at("/status").asString()).isEqualTo("succeeded");
    }

    @Test
    void a_refund_from_the_dashboard_is_booked_as_a_fact() {
        Reply paid = shop.pay("&destination[account]=revenue/hats").expect(200);
        String theirs = shop.get("/v1/charges/" + paid.at("/latest_charge").asString())
                .expect(200)
                .at("/gateway_payment")
                .asString();
        shop.sandbox.control("stripe/refund", "{\"id\":\"" + theirs + "\",\"amount\":300}");
        Shop.await("the refund is known", () -> shop.posted("revenue/hats") == 700);
        JsonNode refund =
                shop.get("/v1/refunds?payment_intent=" + paid.id()).expect(200).at("/data/0");
        assertThat(refund.get("amount").asLong()).isEqualTo(300);
        assertThat(refund.get("status").asString()).isEqualTo("succeeded");
    }

    @Test
    void news_that_its_gateway_says_no_more_of_is_taken_in_again() {
        Reply paid = shop.pay("&destination[account]=revenue/gloves").expect(200);
        String theirs = shop.get("/v1/charges/" + paid.at("/latest_charge").asString())
                .expect(200)
                .at("/gateway_payment")
                .asString();
        for (int i = 0; i < 3; i++) {
            shop.sandbox.fault("unavailable", "/v1/payment_intents/" + theirs);
        }
        shop.sandbox.control("stripe/refund", "{\"id\":\"" + theirs + "\",\"amount\":400}");
        Shop.await("the refund is known", () -> shop.posted("revenue/gloves") == 600);
        assertThat(shop.sandbox.struck("unavailable"))
                .as("looks without an answer")
                .isEqualTo(3);
        assertThat(shop.get("/v1/webhook_inbox?state=parked").expect(200).at("/data"))
                .isEmpty();
    }

    @Test
    void a_reservation_that_the_gateway_lets_go_ends_the_payment() {
        Reply held = shop.pay("&capture_method=manual").expect(200);
        shop.sandbox.control("clock", "{\"advance\":\"P8D\"}");
        Shop.await("the payment is canceled", () -> shop.status(held.id()).equals("canceled"));
        assertThat(shop.payment(held.id()).at("/cancellation_reason").asString())
                .isEqualTo("expired");
    }

    @Test
    void what_comes_twice_late_and_out_of_order_comes_to_the_same() {
        for (String fault : List.of("webhook_duplicate", "webhook_reorder", "webhook_delay")) {
            shop.sandbox.control("faults", "{\"kind\":\"" + fault + "\",\"rate\":0.3,\"seed\":5,\"delay_ms\":50}");
        }
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String id = shop.pay("&capture_method=manual").expect(200).id();
            made.add(id);
            if (i % 3 == 0) {
                shop.act(id, "cancel", "").expect(200);
            } else {
                shop.act(id, "capture", i % 3 == 1 ? "" : "amount_to_capture=400")
                        .expect(200);
            }
            if (i % 3 == 1) {
                shop.post("/v1/refunds")
                        .form("payment_intent=" + id + "&amount=100")
                        .expect(200);
            }
        }
        Shop.await(
                "all that was sent has been heard",
                () -> shop.get("/v1/webhook_inbox?state=waiting&limit=1")
                        .expect(200)
                        .at("/data")
                        .isEmpty());
        assertThat(shop.get("/v1/webhook_inbox?state=parked").expect(200).at("/data"))
                .isEmpty();
        for (int i = 0; i < made.size(); i++) {
            assertThat(shop.status(made.get(i))).isEqualTo(i % 3 == 0 ? "canceled" : "succeeded");
        }
    }
}
