package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.gateways.SandboxRig;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A node that is killed while payments are under way at a slow gateway, its callers repeating what was not answered:
 * nobody pays twice, nothing is lost, and callers, Bursar and the gateway's book agree.
 */
@Tag("slow")
@Timeout(300)
class KilledPaymentsTest {
    private static final int PAYMENTS = 36;
    private static final int CALLERS = 12;
    /** Answers after which the node is killed: the callers are in the middle of other payments then. */
    private static final int KILLED_AFTER = 20;

    private static final long AMOUNT = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path home;

    private final SandboxRig sandbox = SandboxRig.start();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    /** The status that each payment's caller was told last, by the payment's id. */
    private final Map<String, String> told = new ConcurrentHashMap<>();

    private volatile String key = "";
    private volatile int port;

    @BeforeEach
    void let_the_database_user_pass() throws IOException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void close() {
        client.close();
        sandbox.close();
    }

    private BursarProcess up() {
        Map<String, String> environment = new HashMap<>();
        environment.put("BURSAR_HOME", home.toString());
        environment.put("BURSAR_STRIPE_KEY", sandbox.stripe().key().reveal());
        environment.put("BURSAR_STRIPE_URL", sandbox.address());
        environment.put("BURSAR_STRIPE_WEBHOOK_SECRET", "whsec_none");
        BursarProcess bursar = BursarProcess.start(environment, "up", "--port", "0");
        port = Integer.parseInt(
                bursar.await("Bursar is up at http://127\\.0\\.0\\.1:(\\d+)").group(1));
        return bursar;
    }

    @Test
    void a_kill_between_neither_loses_nor_repeats() throws Exception {
        sandbox.control("faults", "{\"kind\":\"delay_before\",\"path\":\"/v1/*\",\"rate\":0.5,\"delay_ms\":150}");
        sandbox.control("faults", "{\"kind\":\"delay_after\",\"path\":\"/v1/*\",\"rate\":1,\"delay_ms\":150}");
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            Map<Integer, Future<?>> done = new HashMap<>();
            try (BursarProcess bursar = up()) {
                key = bursar.await("export BURSAR_KEY=(sk_test_\\w+)").group(1);
                for (int i = 0; i < PAYMENTS; i++) {
                    int number = i;
                    done.put(i, callers.submit(() -> buy(number)));
                }
                while (answered.get() < KILLED_AFTER) {
                    LockSupport.parkNanos(1_000_000);
                }
                bursar.kill9();
                bursar.awaitEnd();
            }
            sandbox.clearFaults();
            try (BursarProcess again = up()) {
                for (Future<?> each : done.values()) {
                    each.get();
                }
                awaitNothingOpen();
                compare();
                again.terminate();
                again.awaitEnd();
            }
        }
        assertThat(unanswered).as("calls that the kill cut off").hasPositiveValue();
        try (BursarProcess doctor = BursarProcess.start(home, "doctor")) {
            assertThat(doctor.awaitEnd()).as(doctor.said()).isZero();
        }
    }

    /** One third is taken at once, one reserved and captured, one taken and in part given back. */
    private void buy(int number) {
        boolean isManual = number % 3 == 1;
        JsonNode paid = post(
                "buy-" + number,
                "/v1/payment_intents",
                "amount=" + AMOUNT
                        + "&currency=usd&payment_method=pm_card_visa&confirm=true&payment_method_types[]=card"
                        + "&metadata[number]=" + number + (isManual ? "&capture_method=manual" : ""));
        String id = paid.at("/id").asString();
        assertThat(id).as(paid.toString()).startsWith("pi_");
        String status = ended(paid).at("/status").asString();
        if (isManual) {
            assertThat(status).isEqualTo("requires_capture");
            JsonNode taken = post("take-" + number, "/v1/payment_intents/" + id + "/capture", "amount_to_capture=700");
            status = ended(taken).at("/status").asString();
        }
        told.put(id, status);
        if (number % 3 == 2) {
            post("refund-" + number, "/v1/refunds", "payment_intent=" + id + "&amount=400");
        }
    }

    /** Asks until it is known what became of a payment. */
    private JsonNode ended(JsonNode payment) {
        JsonNode now = payment;
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (now.at("/status").asString().equals("processing")) {
            assertThat(System.nanoTime()).as("still open: %s", now).isLessThan(limit);
            LockSupport.parkNanos(200_000_000);
            now = get("/v1/payment_intents/" + payment.at("/id").asString());
        }
        return now;
    }

    private void awaitNothingOpen() {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        for (String state : new String[] {"prepared", "unknown"}) {
            while (!get("/v1/payment_operations?state=" + state).at("/data").isEmpty()) {
                assertThat(System.nanoTime())
                        .as("operations are still " + state)
                        .isLessThan(limit);
                LockSupport.parkNanos(200_000_000);
            }
        }
    }

    private void compare() {
        assertThat(told)
                .hasSize(PAYMENTS)
                .allSatisfy((_, status) -> assertThat(status).isEqualTo("succeeded"));
        assertThat(sandbox.book()).as("payments at the gateway").hasSize(PAYMENTS);
        long owed = 0;
        for (JsonNode line : sandbox.book()) {
            String id = line.at("/labels/bursar_payment").asString();
            assertThat(told).containsKey(id);
            JsonNode payment = get("/v1/payment_intents/" + id);
            int number = Integer.parseInt(payment.at("/metadata/number").asString());
            assertThat(line.get("authorisations").asInt())
                    .as("taken once: %s", line)
                    .isEqualTo(1);
            assertThat(payment.at("/amount_received").asLong())
                    .isEqualTo(line.get("captured").asLong())
                    .isEqualTo(number % 3 == 1 ? 700 : AMOUNT);
            assertThat(line.get("refunded").asLong()).isEqualTo(number % 3 == 2 ? 400 : 0);
            owed += line.get("captured").asLong() - line.get("refunded").asLong();
        }
        assertThat(posted("gateways/stripe/receivable") + posted("fees/stripe"))
                .as("what Stripe owes us")
                .isEqualTo(owed);
    }

    private long posted(String path) {
        return get("/v1/balances?path=" + path).at("/data/0/posted").asLong(0);
    }

    /** As a careful client does: the same key again, until there is an answer that says something. */
    private JsonNode post(String idempotencyKey, String path, String form) {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            assertThat(System.nanoTime()).as("no answer to " + idempotencyKey).isLessThan(limit);
            try {
                HttpResponse<String> answer = send(request(path)
                        .header("Idempotency-Key", idempotencyKey)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(encoded(form))));
                if (answer.statusCode() == 200) {
                    answered.incrementAndGet();
                    return MAPPER.readTree(answer.body());
                }
                assertThat(answer.statusCode()).as(answer.body()).isIn(409, 429, 503);
            } catch (IOException cutOff) {
                unanswered.incrementAndGet();
            }
            LockSupport.parkNanos(200_000_000);
        }
    }

    private static String encoded(String form) {
        return URLEncoder.encode(form, StandardCharsets.UTF_8)
                .replace("%3D", "=")
                .replace("%26", "&");
    }

    private JsonNode get(String path) {
        try {
            HttpResponse<String> answer = send(request(path).GET());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return MAPPER.readTree(answer.body());
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + key)
                .timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
