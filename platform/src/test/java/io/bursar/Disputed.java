package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.net.Webhook;
import io.bursar.gateways.SandboxRig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Payments that are disputed or suspected as soon as they are made, and Stripe's message of it. */
record Disputed(RunningBursar bursar, SandboxRig sandbox, String key, String secret) {
    /** @return the dispute's id */
    String dispute() {
        return happen("pm_card_createDispute", "charge.dispute.created", "/v1/disputes");
    }

    /** @return the warning's id */
    String warning() {
        return happen(
                "pm_card_createIssuerFraudWarning",
                "radar.early_fraud_warning.created",
                "/v1/radar/early_fraud_warnings");
    }

    private String happen(String card, String type, String list) {
        Reply paid = bursar.post("/v1/payment_intents")
                .bearer(key)
                .form("amount=700&currency=usd&payment_method_types[]=card&confirm=true&payment_method=" + card)
                .expect(200);
        String theirs = bursar.get("/v1/charges/" + paid.at("/latest_charge").asString())
                .bearer(key)
                .expect(200)
                .at("/gateway_payment")
                .asString();
        for (JsonNode event : sandbox.getStripe("/v1/events?limit=100").get("data")) {
            boolean isIts = event.at("/type").asString().equals(type)
                    && event.at("/data/object/payment_intent").asString("").equals(theirs);
            if (isIts) {
                send(event.toString());
            }
        }
        String page = list + "?payment_intent=" + paid.id();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        JsonNode known = listed(page);
        while (known.isEmpty()) {
            assertThat(System.nanoTime()).as("%s is known", type).isLessThan(end);
            known = listed(page);
        }
        return known.at("/0/id").asString();
    }

    private JsonNode listed(String page) {
        return bursar.get(page).bearer(key).expect(200).at("/data");
    }

    private void send(String body) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String signature = Webhook.Signature.generateSignatureHeader(
                    body, secret, Instant.now().getEpochSecond());
            HttpRequest request = HttpRequest.newBuilder(bursar.url("/webhooks/stripe"))
                    .timeout(Duration.ofSeconds(20))
                    .header("Stripe-Signature", signature)
                    .POST(BodyPublishers.ofString(body))
                    .build();
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        } catch (IOException | GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
