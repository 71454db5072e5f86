package io.bursar.gateways.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.net.Webhook;
import io.bursar.Reply;
import io.bursar.RunningBursar;
import io.bursar.gateways.GatewaySettings;
import io.bursar.gateways.GatewaySettings.Account;
import io.bursar.gateways.GatewaySettings.Secret;
import io.bursar.gateways.News;
import io.bursar.gateways.NewsListener;
import io.bursar.gateways.SandboxRig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;

/** A Bursar with a gateway whose webhooks a test writes and signs, and one who hears them. */
final class InboxRig implements AutoCloseable {
    static final String NEW_SECRET = "whsec_new_one";
    static final String OLD_SECRET = "whsec_old_one";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final Ear ear = new Ear();
    final RunningBursar bursar;

    /** Hears what is handed over; answers as it is told to. */
    static final class Ear implements NewsListener {
        final ConcurrentLinkedQueue<News> heard = new ConcurrentLinkedQueue<>();
        final Map<String, List<Long>> amounts = new ConcurrentHashMap<>();
        final Map<String, Reception> receptions = new ConcurrentHashMap<>();
        final Map<String, String> failures = new ConcurrentHashMap<>();
        /** Objects at whose news the database does not answer. */
        final java.util.Set<String> outages = ConcurrentHashMap.newKeySet();

        private final Map<String, Boolean> busy = new ConcurrentHashMap<>();
        final List<String> atOnce = new CopyOnWriteArrayList<>();

        @Override
        public Reception hear(String gateway, News news) {
            if (busy.putIfAbsent(news.object(), true) != null) {
                atOnce.add(news.object());
            }
            try {
                String failure = failures.get(news.object());
                if (failure != null) {
                    throw new IllegalStateException(failure);
                }
                if (outages.contains(news.object())) {
                    throw new io.bursar.api.UnavailableException("the ledger is busy");
                }
                Reception reception = receptions.getOrDefault(news.object(), Reception.APPLIED);
                if (reception == Reception.APPLIED) {
                    heard.add(news);
                    if (news instanceof News.OfPayment(String object, String _, var payment) && payment != null) {
                        amounts.computeIfAbsent(object, key -> new CopyOnWriteArrayList<>())
                                .add(payment.asked());
                    }
                }
                return reception;
            } finally {
                busy.remove(news.object());
            }
        }
    }

    InboxRig() {
        bursar = RunningBursar.startWithGateways(settings(), components());
    }

    static GatewaySettings settings() {
        Account account = new Account(
                new Secret("sk_test_nobody"),
                List.of(new Secret(NEW_SECRET), new Secret(OLD_SECRET)),
                URI.create("http://127.0.0.1:9"),
                100);
        return new GatewaySettings(Map.of("stripe", account), SandboxRig.PATIENCE);
    }

    Consumer<GenericApplicationContext> components() {
        return spring -> spring.registerBean("ear", NewsListener.class, () -> ear);
    }

    /** An event of a payment. @param amount tells events of one payment apart */
    static String event(String event, String payment, long amount) {
        return """
                {"id":"%s","object":"event","type":"payment_intent.processing","created":1795262000,
                 "data":{"object":{"id":"%s","object":"payment_intent","amount":%d,"currency":"usd",
                  "status":"processing","latest_charge":null,"metadata":{"bursar_attempt":"att_1"}}}}
                """.formatted(event, payment, amount);
    }

    /** An event of a consent, which no other listener takes for its own. */
    static String consent(String event, String mandate) {
        return """
                {"id":"%s","object":"event","type":"mandate.updated","created":1795262000,
                 "data":{"object":{"id":"%s","object":"mandate","status":"active"}}}
                """.formatted(event, mandate);
    }

    static String signature(String body, String secret, Instant at) {
        try {
            return Webhook.Signature.generateSignatureHeader(body, secret, at.getEpochSecond());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Sends an event as Stripe does. @return the status */
    int send(String body) {
        return send(bursar, body);
    }

    static int send(RunningBursar to, String body) {
        return send(request(to, "/webhooks/stripe")
                .header("Stripe-Signature", signature(body, NEW_SECRET, Instant.now()))
                .POST(BodyPublishers.ofString(body)));
    }

    static HttpRequest.Builder request(RunningBursar to, String path) {
        return HttpRequest.newBuilder(to.url(path)).timeout(LIMIT).header("Content-Type", "application/json");
    }

    static int send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofByteArray()).statusCode();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** Messages about an object, newest first. */
    List<JsonNode> about(String object) {
        Reply reply = bursar.get("/v1/webhook_inbox?limit=100&about=" + object).expect(200);
        return reply.at("/data").valueStream().toList();
    }

    long stored() {
        return count("SELECT count(*) FROM gateways.inbox");
    }

    long count(String sql) {
        try (var connection = bursar.superuser().connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (java.sql.SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void await(String what, BooleanSupplier condition) {
        long untilNs = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within %s: %s", LIMIT, what).isLessThan(untilNs);
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    @Override
    public void close() {
        bursar.close();
    }
}
