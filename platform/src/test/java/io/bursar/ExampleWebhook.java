package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.net.Webhook;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;

/** A message of a gateway that came before the story of the examples begins; of nothing that concerns us. */
final class ExampleWebhook {
    static final String SECRET = "whsec_example";
    private static final String BODY = "{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"product.created\","
            + "\"created\":1795262000,\"data\":{\"object\":{\"id\":\"prod_1\",\"object\":\"product\"}}}";

    private ExampleWebhook() {}

    static void send(RunningBursar bursar) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(bursar.url("/webhooks/stripe"))
                    .timeout(Duration.ofSeconds(20))
                    .header(
                            "Stripe-Signature",
                            Webhook.Signature.generateSignatureHeader(
                                    BODY, SECRET, Instant.now().getEpochSecond()))
                    .POST(BodyPublishers.ofString(BODY))
                    .build();
            assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", impossible);
        }
    }
}
