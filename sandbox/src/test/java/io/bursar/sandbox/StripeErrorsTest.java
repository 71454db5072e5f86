package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors of every class, and what an idempotency key does. */
class StripeErrorsTest {
    private static final String INTENT = "amount=2000&currency=usd&payment_method_types[]=card";
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = Rig.start().frozen();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "currency=usd,400,parameter_missing,amount",
                "amount=2000,400,parameter_missing,currency",
                "amount=0&currency=usd,400,parameter_invalid_integer,amount",
                "amount=-5&currency=usd,400,parameter_invalid_integer,amount",
                "amount=12.5&currency=usd,400,parameter_invalid_integer,amount",
                "amount=20&currency=usd,400,amount_too_small,amount",
                "amount=999999999&currency=usd,400,amount_too_large,amount",
                "amount=2000&currency=zzz,400,,currency",
                "amount=2000&currency=usd&colour=red,400,parameter_unknown,colour",
                "amount=2000&currency=usd&customer=cus_no,400,resource_missing,customer",
                "amount=2000&currency=usd&payment_method=pm_no,400,resource_missing,payment_method",
                "amount=2000&currency=usd&payment_method_types[]=sepa_debit,400,,payment_method_types",
                "amount=2000&currency=usd&capture_method=never,400,,capture_method",
                "amount=2000&currency=usd&off_session=true,400,,off_session",
                "amount=2000&currency=usd&statement_descriptor=12345678901234567890123,400,,statement_descriptor",
                "amount=2000&currency=usd&payment_method_data[type]=card"
                        + "&payment_method_data[card][number]=4111111111111111"
                        + ",402,card_declined,",
            })
    void wrong_parameters_are_named(String form, int status, String code, String param) throws Exception {
        Rig.Reply refused = rig.post("/v1/payment_intents", form);
        assertThat(refused.status()).isEqualTo(status);
        if (code != null) {
            assertThat(refused.error().get("code").getAsString()).isEqualTo(code);
        }
        if (param != null) {
            assertThat(refused.error().get("param").getAsString()).isEqualTo(param);
        }
        assertThat(rig.get("/v1/payment_intents").body().getAsJsonArray("data")).isEmpty();
    }

    @Test
    void unknown_ids_routes_and_keys() throws Exception {
        Rig.Reply intent = rig.get("/v1/payment_intents/pi_no");
        assertThat(intent.status()).isEqualTo(404);
        assertThat(intent.error().get("param").getAsString()).isEqualTo("intent");
        assertThat(rig.get("/v1/customers/cus_no").error().get("param").getAsString())
                .isEqualTo("id");
        assertThat(rig.get("/v1/nothing").status()).isEqualTo(404);
        HttpResponse<String> nobody = rig.raw(rig.at("/v1/customers"));
        assertThat(nobody.statusCode()).isEqualTo(401);
        HttpResponse<String> stranger =
                rig.raw(rig.at("/v1/customers").header("Authorization", "Bearer sk_test_another_key"));
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).contains("invalid_request_error").doesNotContain("another");
        String basic = java.util.Base64.getEncoder()
                .encodeToString((SandboxOptions.STRIPE_KEY + ":").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(rig.raw(rig.at("/v1/customers").header("Authorization", "Basic " + basic))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void other_methods_have_a_json_body_too() throws Exception {
        for (String method : new String[] {"PUT", "PATCH", "OPTIONS"}) {
            HttpResponse<String> answer = rig.raw(rig.at("/v1/customers")
                    .header("Authorization", "Bearer " + SandboxOptions.STRIPE_KEY)
                    .method(method, BodyPublishers.noBody()));
            assertThat(JsonParser.parseString(answer.body()).getAsJsonObject().has("error"))
                    .isTrue();
        }
    }

    @Test
    void a_payer_who_may_have_to_leave_needs_a_way_back() throws Exception {
        Rig.Reply made =
                rig.post("/v1/payment_intents", "amount=2000&currency=usd&automatic_payment_methods[enabled]=true");
        HttpResponse<String> refused = rig.raw(rig.at("/v1/payment_intents/" + made.text("id") + "/confirm")
                .header("Authorization", "Bearer " + SandboxOptions.STRIPE_KEY)
                .header("Stripe-Version", "2026-07-29.dahlia")
                .POST(BodyPublishers.ofString("payment_method=pm_card_visa")));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("return_url");
    }

    @Test
    void the_same_key_is_executed_once() throws Exception {
        Rig.Reply first = rig.post("/v1/payment_intents", INTENT, "key-1");
        Rig.Reply second =
                rig.post("/v1/payment_intents", "currency=usd&payment_method_types[0]=card&amount=2000", "key-1");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.header("Original-Request")).isEqualTo(first.header("Request-Id"));
        assertThat(second.header("Request-Id")).isNotEqualTo(first.header("Request-Id"));
        assertThat(second.header("Idempotency-Key")).isEqualTo("key-1");
        assertThat(rig.get("/v1/payment_intents").body().getAsJsonArray("data")).hasSize(1);
    }

    @Test
    void a_key_with_other_parameters_or_another_route_is_refused() throws Exception {
        rig.post("/v1/payment_intents", INTENT, "key-1");
        Rig.Reply other = rig.post("/v1/payment_intents", INTENT + "&description=x", "key-1");
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.error().get("type").getAsString()).isEqualTo("idempotency_error");
        assertThat(rig.post("/v1/customers", "", "key-1").error().get("type").getAsString())
                .isEqualTo("idempotency_error");
        assertThat(rig.post("/v1/customers", "", "k".repeat(256)).status()).isEqualTo(400);
    }

    @Test
    void a_refused_parameter_leaves_the_key_free_and_a_decline_does_not() throws Exception {
        assertThat(rig.post("/v1/payment_intents", "currency=usd", "key-1").status())
                .isEqualTo(400);
        assertThat(rig.post("/v1/payment_intents", INTENT, "key-1").status()).isEqualTo(200);
        String declined = INTENT + "&confirm=true&payment_method=pm_card_chargeDeclined";
        Rig.Reply first = rig.post("/v1/payment_intents", declined, "key-2");
        Rig.Reply second = rig.post("/v1/payment_intents", declined, "key-2");
        assertThat(second.status()).isEqualTo(402);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(rig.get("/v1/charges").body().getAsJsonArray("data")).hasSize(1);
    }

    @Test
    void a_key_is_forgotten_after_a_day() throws Exception {
        Rig.Reply first = rig.post("/v1/payment_intents", INTENT, "key-1");
        rig.advance("PT25H");
        assertThat(rig.post("/v1/payment_intents", INTENT, "key-1").text("id")).isNotEqualTo(first.text("id"));
    }

    @Test
    void a_500_is_kept_whether_or_not_it_was_executed() throws Exception {
        rig.control("faults", "{\"kind\":\"error_after\",\"times\":1}");
        assertThat(rig.post("/v1/payment_intents", INTENT, "key-1").status()).isEqualTo(500);
        Rig.Reply replayed = rig.post("/v1/payment_intents", INTENT, "key-1");
        assertThat(replayed.status()).isEqualTo(500);
        assertThat(replayed.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(rig.get("/v1/payment_intents").body().getAsJsonArray("data")).hasSize(1);
        rig.control("clear_faults", "{}");
        rig.control("faults", "{\"kind\":\"error_before\",\"times\":1}");
        assertThat(rig.post("/v1/payment_intents", INTENT, "key-2").status()).isEqualTo(500);
        assertThat(rig.get("/v1/payment_intents").body().getAsJsonArray("data")).hasSize(1);
    }

    @Test
    void a_key_under_way_is_a_conflict() throws Exception {
        rig.control("faults", "{\"kind\":\"delay_before\",\"times\":1,\"delay_ms\":3000,\"path\":\"/v1/customers\"}");
        CompletableFuture<Rig.Reply> slow = CompletableFuture.supplyAsync(() -> customer("key-1"));
        Rig.await("the slow call has begun", this::hasBegun);
        Rig.Reply conflict = rig.post("/v1/customers", "", "key-1");
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.error().get("code").getAsString()).isEqualTo("idempotency_key_in_use");
        assertThat(slow.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    }

    private boolean hasBegun() throws Exception {
        return rig.look("status").body().toString().matches(".*\"applied\":1[,}].*");
    }

    private Rig.Reply customer(String key) {
        try {
            return rig.post("/v1/customers", "", key);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
