package io.bursar.gateways;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.gateways.GatewaySettings.Account;
import io.bursar.gateways.GatewaySettings.Patience;
import io.bursar.gateways.GatewaySettings.Secret;
import io.bursar.sandbox.Sandbox;
import io.bursar.sandbox.SandboxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A sandbox in memory, its settings for gateways, its controls and its book. */
public final class SandboxRig implements AutoCloseable {
    /** Long enough for a machine under load, and what a call costs that is never answered. */
    public static final Patience PATIENCE = new Patience(Duration.ofSeconds(3), Duration.ofSeconds(20));

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Sandbox sandbox;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private SandboxRig(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    public static SandboxRig start() {
        try {
            return new SandboxRig(Sandbox.start(SandboxOptions.inMemory()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public String address() {
        return sandbox.address();
    }

    public Account stripe(String... webhookSecrets) {
        return account(SandboxOptions.STRIPE_KEY, webhookSecrets);
    }

    public Account razorpay(String... webhookSecrets) {
        return account(SandboxOptions.RAZORPAY_KEY, webhookSecrets);
    }

    private Account account(String key, String... webhookSecrets) {
        List<Secret> secrets =
                java.util.Arrays.stream(webhookSecrets).map(Secret::new).toList();
        return new Account(new Secret(key), secrets, URI.create(sandbox.address()), 10_000);
    }

    /** Both gateways, each signing with a secret. */
    public GatewaySettings settings(String stripeSecret, String razorpaySecret) {
        Map<String, Account> accounts = new java.util.LinkedHashMap<>();
        accounts.put("stripe", stripe(stripeSecret));
        accounts.put("razorpay", razorpay(razorpaySecret));
        return new GatewaySettings(accounts, PATIENCE);
    }

    /** Something goes wrong once, at the next call of a path. */
    public void fault(String kind, String path) {
        control("faults", "{\"kind\":\"" + kind + "\",\"path\":\"" + path + "\",\"times\":1,\"delay_ms\":1}");
    }

    /** How often faults of a kind have struck since they were asked for. */
    public long struck(String kind) {
        JsonNode faults = send(HttpRequest.newBuilder(URI.create(address() + "/_sandbox/faults")));
        return StreamSupport.stream(faults.get("faults").spliterator(), false)
                .filter(fault -> fault.get("kind").asString().equals(kind))
                .mapToLong(fault -> fault.get("applied").asLong())
                .sum();
    }

    public void clearFaults() {
        control("clear_faults", "{}");
    }

    public JsonNode control(String path, String json) {
        return send(HttpRequest.newBuilder(URI.create(address() + "/_sandbox/" + path))
                .POST(BodyPublishers.ofString(json)));
    }

    /** Presses a button of one of the sandbox's pages: the issuer's, or the UPI app's. */
    public void press(String page, String verdict) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(page))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("verdict=" + verdict))
                .timeout(LIMIT)
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 302, 303);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** What the book says of all payments. */
    public List<JsonNode> book() {
        JsonNode page = send(HttpRequest.newBuilder(URI.create(address() + "/_sandbox/book?limit=10000")));
        return StreamSupport.stream(page.get("lines").spliterator(), false).toList();
    }

    /** What the book says of a payment by a label; empty: there is none. */
    public Optional<JsonNode> labelled(String name, String value) {
        List<JsonNode> found = book().stream()
                .filter(line -> line.at("/labels/" + name).asString("").equals(value))
                .toList();
        assertThat(found).as("payments with %s %s", name, value).hasSizeLessThanOrEqualTo(1);
        return found.stream().findFirst();
    }

    /** Calls Stripe as somebody else would. */
    public JsonNode callStripe(String path, String form) {
        return send(HttpRequest.newBuilder(URI.create(address() + path))
                .header("Authorization", "Bearer " + SandboxOptions.STRIPE_KEY)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    /** What Stripe shows. */
    public JsonNode getStripe(String path) {
        return send(HttpRequest.newBuilder(URI.create(address() + path))
                .header("Authorization", "Bearer " + SandboxOptions.STRIPE_KEY));
    }

    /** Calls Razorpay as somebody else would. */
    public JsonNode callRazorpay(String path, String json) {
        String login = Base64.getEncoder().encodeToString(SandboxOptions.RAZORPAY_KEY.getBytes(StandardCharsets.UTF_8));
        return send(HttpRequest.newBuilder(URI.create(address() + path))
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /** The first payment of an order of Razorpay's. */
    public String callOrderPayments(String order) {
        return getRazorpay("/v1/orders/" + order + "/payments")
                .at("/items/0/id")
                .asString();
    }

    /** What Razorpay shows. */
    public JsonNode getRazorpay(String path) {
        String login = Base64.getEncoder().encodeToString(SandboxOptions.RAZORPAY_KEY.getBytes(StandardCharsets.UTF_8));
        return send(HttpRequest.newBuilder(URI.create(address() + path)).header("Authorization", "Basic " + login));
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return MAPPER.readTree(answer.body());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        http.close();
        try {
            sandbox.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
