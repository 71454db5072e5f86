package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong on request, and what the book says of it. */
class FaultsTest {
    private static final String PAY =
            "amount=2000&currency=usd&payment_method_types[]=card&confirm=true&payment_method=pm_card_visa";
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.start().frozen();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private void fault(String json) throws Exception {
        assertThat(rig.control("faults", json).status()).isEqualTo(200);
    }

    private int payments() throws Exception {
        return rig.look("book").body().getAsJsonArray("lines").size();
    }

    private void call(String key, Duration patience) throws Exception {
        rig.raw(rig.at("/v1/payment_intents")
                .timeout(patience)
                .header("Authorization", "Bearer " + SandboxOptions.STRIPE_KEY)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(PAY)));
    }

    @Test
    void a_reset_before_moves_nothing_and_a_reset_after_does() throws Exception {
        fault("{\"kind\":\"reset_before\",\"nth\":1,\"path\":\"/v1/payment_intents\"}");
        fault("{\"kind\":\"reset_after\",\"nth\":1,\"path\":\"/v1/payment_intents\"}");
        assertThatThrownBy(() -> call("key-1", Duration.ofSeconds(20))).isInstanceOf(IOException.class);
        assertThat(payments()).isZero();
        assertThatThrownBy(() -> call("key-1", Duration.ofSeconds(20))).isInstanceOf(IOException.class);
        assertThat(payments()).isEqualTo(1);
        Rig.Reply replayed = rig.post("/v1/payment_intents", PAY, "key-1");
        assertThat(replayed.text("status")).isEqualTo("succeeded");
        assertThat(rig.book(replayed.text("id")).number("authorisations")).isEqualTo(1);
        assertThat(payments()).isEqualTo(1);
    }

    @Test
    void what_is_to_strike_twice_strikes_and_counts_twice() throws Exception {
        fault("{\"kind\":\"unavailable\",\"times\":2,\"path\":\"/v1/payment_intents\"}");
        for (int i = 0; i < 5; i++) {
            assertThat(rig.post("/v1/payment_intents", PAY, "key-" + i).status())
                    .isEqualTo(i < 2 ? 503 : 200);
        }
        JsonObject rule =
                rig.look("faults").body().getAsJsonArray("faults").get(0).getAsJsonObject();
        assertThat(rule.get("matched").getAsLong()).isEqualTo(5);
        assertThat(rule.get("applied").getAsLong()).isEqualTo(2);
    }

    @Test
    void silence_before_and_after() throws Exception {
        fault("{\"kind\":\"timeout_before\",\"nth\":1,\"path\":\"/v1/payment_intents\"}");
        fault("{\"kind\":\"timeout_after\",\"nth\":1,\"path\":\"/v1/payment_intents\"}");
        assertThatThrownBy(() -> timesOut("key-1")).isInstanceOf(HttpTimeoutException.class);
        assertThat(payments()).isZero();
        assertThatThrownBy(() -> timesOut("key-1")).isInstanceOf(HttpTimeoutException.class);
        assertThat(payments()).isEqualTo(1);
    }

    private void timesOut(String key) throws Exception {
        java.net.http.HttpRequest request = rig.at("/v1/payment_intents")
                .timeout(Duration.ofMillis(700))
                .header("Authorization", "Bearer " + SandboxOptions.STRIPE_KEY)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(PAY))
                .build();
        try (java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient()) {
            client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void a_wrong_echo_differs_from_the_book() throws Exception {
        fault("{\"kind\":\"wrong_amount\",\"nth\":1}");
        fault("{\"kind\":\"wrong_currency\",\"nth\":1}");
        Rig.Reply amount = rig.post("/v1/payment_intents", PAY);
        assertThat(amount.number("amount")).isEqualTo(2001);
        assertThat(rig.book(amount.text("id")).number("captured")).isEqualTo(2000);
        assertThat(rig.post("/v1/payment_intents", PAY).text("currency")).isEqualTo("eur");
    }

    @Test
    void success_and_failure_come_late() throws Exception {
        fault("{\"kind\":\"late_success\",\"nth\":1,\"delay_ms\":5000}");
        fault("{\"kind\":\"late_failure\",\"nth\":1,\"delay_ms\":5000}");
        Rig.Reply good = rig.post("/v1/payment_intents", PAY);
        Rig.Reply bad = rig.post("/v1/payment_intents", PAY);
        assertThat(good.text("status")).isEqualTo("processing");
        assertThat(bad.text("status")).isEqualTo("processing");
        assertThat(payments()).as("labelled, nothing moved").isEqualTo(2);
        rig.advance("PT6S");
        assertThat(rig.get("/v1/payment_intents/" + good.text("id")).text("status"))
                .isEqualTo("succeeded");
        assertThat(rig.get("/v1/payment_intents/" + bad.text("id")).text("status"))
                .isEqualTo("requires_payment_method");
        assertThat(rig.book(good.text("id")).number("captured")).isEqualTo(2000);
        assertThat(rig.book(bad.text("id")).number("captured")).isZero();
    }

    @Test
    void declines_refunds_and_disputes_on_demand() throws Exception {
        fault("{\"kind\":\"decline\",\"nth\":1,\"code\":\"stolen_card\"}");
        fault("{\"kind\":\"refund_later\",\"nth\":1,\"delay_ms\":1000}");
        fault("{\"kind\":\"dispute_later\",\"nth\":1,\"delay_ms\":1000}");
        assertThat(rig.post("/v1/payment_intents", PAY)
                        .error()
                        .get("decline_code")
                        .getAsString())
                .isEqualTo("stolen_card");
        String refunded = rig.post("/v1/payment_intents", PAY).text("id");
        String disputed = rig.post("/v1/payment_intents", PAY).text("id");
        rig.advance("PT2S");
        assertThat(rig.book(refunded).number("refunded")).isEqualTo(2000);
        assertThat(rig.book(disputed).number("disputed")).isEqualTo(2000);
        String third = rig.post("/v1/payment_intents", PAY).text("id");
        assertThat(rig.control("stripe/refund", "{\"id\":\"" + third + "\",\"amount\":300}")
                        .text("object"))
                .isEqualTo("refund");
        Rig.Reply dispute = rig.control("stripe/dispute", "{\"id\":\"" + third + "\"}");
        assertThat(rig.control("stripe/win", "{\"id\":\"" + dispute.text("id") + "\"}")
                        .text("status"))
                .isEqualTo("won");
        assertThat(rig.book(third).number("reinstated")).isEqualTo(1700);
    }

    @Test
    void rules_choose_by_path_and_amount_and_the_seed_decides() throws Exception {
        fault("{\"kind\":\"error_before\",\"path\":\"/v1/*/capture\"}");
        fault("{\"kind\":\"error_before\",\"amount\":777}");
        fault("{\"kind\":\"error_before\",\"rate\":0.5,\"seed\":7,\"path\":\"/v1/customers\"}");
        assertThat(rig.post("/v1/payment_intents", "amount=777&currency=usd").status())
                .isEqualTo(500);
        assertThat(rig.post("/v1/payment_intents", "amount=778&currency=usd").status())
                .isEqualTo(200);
        assertThat(rig.post("/v1/payment_intents/pi_x/capture", "").status()).isEqualTo(500);
        List<Integer> first = customers();
        rig.control("clear_faults", "{}");
        fault("{\"kind\":\"error_before\",\"rate\":0.5,\"seed\":7,\"path\":\"/v1/customers\"}");
        assertThat(customers()).isEqualTo(first).contains(200, 500);
        assertThat(rig.control("faults", "{\"kind\":\"earthquake\"}").status()).isEqualTo(400);
        assertThat(rig.control("faults", "{\"kind\":\"decline\",\"rate\":7}").status())
                .isEqualTo(400);
        assertThat(rig.control("faults", "{\"kind\":\"decline\",\"rat\":1}").status())
                .isEqualTo(400);
        assertThat(rig.control("clock", "{\"advance\":\"-PT1S\"}").status()).isEqualTo(400);
    }

    private List<Integer> customers() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            statuses.add(rig.post("/v1/customers", "").status());
        }
        return statuses;
    }

    @Test
    void the_book_is_read_in_pages_and_adds_up() throws Exception {
        for (int i = 0; i < 5; i++) {
            rig.post("/v1/payment_intents", PAY + "&metadata[order]=o" + i);
        }
        Rig.Reply first = rig.look("book?limit=3");
        assertThat(first.body().get("has_more").getAsBoolean()).isTrue();
        JsonArray lines =
                rig.look("book?limit=3&after=" + first.text("next")).body().getAsJsonArray("lines");
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)
                        .getAsJsonObject()
                        .getAsJsonObject("labels")
                        .get("order")
                        .getAsString())
                .isEqualTo("o4");
        JsonObject total = first.body().getAsJsonArray("totals").get(0).getAsJsonObject();
        assertThat(total.get("captured").getAsLong()).isEqualTo(10_000);
        assertThat(total.get("payments").getAsLong()).isEqualTo(5);
    }
}
