package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.stripe.StripeClient;
import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.http.HttpRequest;
import io.bursar.sandbox.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A sandbox in memory, its clock standing still on a Monday, and ways to call it. */
final class Rig implements AutoCloseable {
    static final long MONDAY_MS = 1_767_571_200_000L; // 2026-01-05T00:00:00Z
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Sandbox sandbox;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private @Nullable HttpServer mailbox;
    private final BlockingQueue<HttpRequest> mail = new LinkedBlockingQueue<>();
    private volatile int mailStatus = 200;

    private Rig(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    static Rig start() throws IOException {
        return of(SandboxOptions.inMemory().withStart(MONDAY_MS));
    }

    static Rig of(SandboxOptions options) throws IOException {
        return new Rig(Sandbox.start(options));
    }

    /** Stops the clock, so that nothing happens by itself. */
    Rig frozen() throws Exception {
        control("clock", "{\"frozen\":true}");
        return this;
    }

    /** An answer: its body is held against Stripe's schemas where it is Stripe's. */
    record Reply(int status, JsonObject body, HttpResponse<String> http) {
        String text(String name) {
            return body.get(name).getAsString();
        }

        long number(String name) {
            return body.get(name).getAsLong();
        }

        JsonObject error() {
            return body.getAsJsonObject("error");
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }
    }

    String address() {
        return sandbox.address();
    }

    StripeClient stripe() {
        return StripeClient.builder()
                .setApiKey(SandboxOptions.STRIPE_KEY)
                .setApiBase(sandbox.address())
                .setMaxNetworkRetries(0)
                .build();
    }

    Reply post(String path, String form) throws Exception {
        return post(path, form, "");
    }

    /** @param key the idempotency key; empty for none */
    Reply post(String path, String form, String key) throws Exception {
        java.net.http.HttpRequest.Builder request = stripe(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(form));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        return checked(request.build());
    }

    Reply get(String path) throws Exception {
        return checked(stripe(path).GET().build());
    }

    Reply delete(String path) throws Exception {
        return checked(stripe(path).DELETE().build());
    }

    private java.net.http.HttpRequest.Builder stripe(String path) {
        return java.net.http.HttpRequest.newBuilder(URI.create(sandbox.address() + path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + SandboxOptions.STRIPE_KEY);
    }

    private Reply checked(java.net.http.HttpRequest request) throws Exception {
        Reply reply = send(request);
        assertThat(Shapes.check(reply.body())).as(request.uri().getPath()).isEmpty();
        return reply;
    }

    private Reply send(java.net.http.HttpRequest request) throws Exception {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Reply(
                answer.statusCode(), JsonParser.parseString(answer.body()).getAsJsonObject(), answer);
    }

    /** Sends as it is, and returns the answer as it is. */
    HttpResponse<String> raw(java.net.http.HttpRequest.Builder request) throws Exception {
        return http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
    }

    java.net.http.HttpRequest.Builder at(String path) {
        return java.net.http.HttpRequest.newBuilder(URI.create(sandbox.address() + path));
    }

    Reply control(String path, String json) throws Exception {
        return send(at("/_sandbox/" + path)
                .timeout(LIMIT)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    Reply look(String path) throws Exception {
        return send(at("/_sandbox/" + path).timeout(LIMIT).build());
    }

    /** A call of Razorpay's merchant. */
    Reply razorpay(String method, String path, String json) throws Exception {
        return send(asMerchant(path)
                .method(
                        method,
                        json.isEmpty()
                                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                : java.net.http.HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    java.net.http.HttpRequest.Builder asMerchant(String path) {
        String basic = Base64.getEncoder().encodeToString(SandboxOptions.RAZORPAY_KEY.getBytes(StandardCharsets.UTF_8));
        return at(path).timeout(LIMIT).header("Authorization", "Basic " + basic);
    }

    /** An order of 500 rupees. */
    String order(String more) throws Exception {
        Reply order = razorpay("POST", "/v1/orders", "{\"amount\":50000,\"currency\":\"INR\"" + more + "}");
        assertThat(order.status()).as(order.body().toString()).isEqualTo(200);
        return order.text("id");
    }

    /** A UPI payment for it, which waits for its payer. */
    Reply upi(String order) throws Exception {
        return razorpay(
                "POST",
                "/v1/payments/create/upi",
                "{\"amount\":50000,\"currency\":\"INR\",\"order_id\":\"" + order + "\",\"email\":\"a@example.com\","
                        + "\"contact\":\"9000090000\",\"method\":\"upi\",\"upi\":{\"flow\":\"intent\"}}");
    }

    /** Waits for a condition, with a limit. */
    static void await(String what, java.util.concurrent.Callable<Boolean> condition) throws Exception {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("within %s: %s", LIMIT, what).isLessThan(limit);
            Thread.yield();
        }
    }

    /** What the sandbox's own book has on a payment. */
    Reply book(String payment) throws Exception {
        return look("book/" + payment);
    }

    void advance(String duration) throws Exception {
        assertThat(control("clock", "{\"advance\":\"" + duration + "\"}").status())
                .isEqualTo(200);
    }

    /** An intent that is confirmed with a card. */
    Reply pay(String card, String more) throws Exception {
        return post(
                "/v1/payment_intents",
                "amount=2000&currency=usd&payment_method_types[]=card&confirm=true&payment_method=" + card + more);
    }

    /** A place for webhooks; each answered with the status last set. */
    String mailbox() throws IOException {
        HttpServer server = HttpServer.bind(0);
        mailbox = server;
        server.serve(request -> {
            mail.add(request);
            return HttpAnswer.json(mailStatus, "{}");
        });
        return "http://127.0.0.1:" + server.port() + "/hooks";
    }

    void answerMailWith(int status) {
        mailStatus = status;
    }

    /** The next webhook to come. */
    HttpRequest nextMail() throws InterruptedException {
        HttpRequest next = mail.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("a webhook within %s", LIMIT).isNotNull();
        return java.util.Objects.requireNonNull(next);
    }

    int mailWaiting() {
        return mail.size();
    }

    @Override
    public void close() throws IOException {
        HttpServer server = mailbox;
        if (server != null) {
            server.close();
        }
        sandbox.close();
    }
}
