package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.bursar.sandbox.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Webhooks: signed, repeated until taken, and made to go wrong. */
class WebhooksTest {
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.start().frozen();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private void listen(String... types) throws Exception {
        StringBuilder form = new StringBuilder("url=" + rig.mailbox());
        for (String type : types) {
            form.append("&enabled_events[]=").append(type);
        }
        assertThat(rig.post("/v1/webhook_endpoints", form.toString()).text("secret"))
                .startsWith("whsec_");
    }

    private JsonObject next() throws Exception {
        HttpRequest mail = rig.nextMail();
        JsonObject event = JsonParser.parseString(mail.bodyText()).getAsJsonObject();
        assertThat(Shapes.check(event)).isEmpty();
        return event;
    }

    private void waitUntilNoneWaits() throws Exception {
        Rig.await("no webhook waits", () -> webhooks("waiting") == 0);
    }

    private void waitForAttempts(long wanted) throws Exception {
        Rig.await(wanted + " attempts", () -> webhooks("attempts") >= wanted);
    }

    private long webhooks(String what) throws Exception {
        return rig.look("status").body().getAsJsonObject("webhooks").get(what).getAsLong();
    }

    @Test
    void what_happens_is_told_with_its_cause() throws Exception {
        listen("*");
        rig.post("/v1/payment_intents", "amount=2000&currency=usd", "key-9");
        JsonObject event = next();
        assertThat(event.get("type").getAsString()).isEqualTo("payment_intent.created");
        assertThat(event.getAsJsonObject("request").get("idempotency_key").getAsString())
                .isEqualTo("key-9");
        rig.pay("pm_card_visa", "&capture_method=automatic");
        List<String> types = new ArrayList<>(List.of(type(next()), type(next()), type(next())));
        types.sort(null);
        assertThat(types).containsExactly("charge.succeeded", "payment_intent.created", "payment_intent.succeeded");
    }

    private static String type(JsonObject event) {
        return event.get("type").getAsString();
    }

    @Test
    void what_is_not_taken_is_repeated_by_the_simulated_clock() throws Exception {
        listen("payment_intent.created");
        rig.answerMailWith(500);
        rig.post("/v1/payment_intents", "amount=2000&currency=usd");
        JsonObject first = next();
        waitForAttempts(1);
        assertThat(rig.mailWaiting()).isZero();
        rig.advance("PT2M");
        assertThat(next().get("id")).isEqualTo(first.get("id"));
        waitForAttempts(2);
        rig.answerMailWith(200);
        rig.advance("PT10M");
        next();
        waitUntilNoneWaits();
        assertThat(rig.get("/v1/events/" + first.get("id").getAsString()).number("pending_webhooks"))
                .isZero();
        rig.advance("P4D");
        assertThat(rig.mailWaiting()).isZero();
    }

    @Test
    void they_come_twice_late_or_not_at_first() throws Exception {
        listen("payment_intent.created");
        rig.control("faults", "{\"kind\":\"webhook_duplicate\",\"nth\":1}");
        rig.control("faults", "{\"kind\":\"webhook_lost\",\"nth\":1}");
        rig.post("/v1/payment_intents", "amount=2000&currency=usd");
        assertThat(next().get("id")).isEqualTo(next().get("id"));
        waitForAttempts(1);
        rig.post("/v1/payment_intents", "amount=3000&currency=usd");
        waitForAttempts(2);
        assertThat(rig.mailWaiting()).isZero();
        rig.advance("PT2M");
        assertThat(next().getAsJsonObject("data")
                        .getAsJsonObject("object")
                        .get("amount")
                        .getAsLong())
                .isEqualTo(3000);
    }

    @Test
    void one_is_overtaken_by_the_next() throws Exception {
        listen("payment_intent.created");
        rig.control("faults", "{\"kind\":\"webhook_reorder\",\"nth\":1,\"delay_ms\":20000}");
        rig.post("/v1/payment_intents", "amount=2000&currency=usd");
        rig.post("/v1/payment_intents", "amount=3000&currency=usd");
        assertThat(next().getAsJsonObject("data")
                        .getAsJsonObject("object")
                        .get("amount")
                        .getAsLong())
                .isEqualTo(3000);
        assertThat(next().getAsJsonObject("data")
                        .getAsJsonObject("object")
                        .get("amount")
                        .getAsLong())
                .isEqualTo(2000);
    }

    @Test
    void an_endpoint_that_is_gone_gets_nothing_more() throws Exception {
        listen("payment_intent.created");
        JsonObject endpoint = rig.get("/v1/webhook_endpoints")
                .body()
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject();
        assertThat(endpoint.has("secret")).isFalse();
        assertThat(rig.delete("/v1/webhook_endpoints/" + endpoint.get("id").getAsString())
                        .status())
                .isEqualTo(200);
        rig.post("/v1/payment_intents", "amount=2000&currency=usd");
        waitUntilNoneWaits();
        assertThat(rig.mailWaiting()).isZero();
        assertThat(rig.post("/v1/webhook_endpoints", "url=ftp://x&enabled_events[]=*")
                        .status())
                .isEqualTo(400);
    }
}
