package io.bursar;

import io.bursar.gateways.GatewaySettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bursar's accounts with the gateways that the sandbox plays. What signs their webhooks is kept beside the sandbox's
 * store, so that a webhook which waits while Bursar is down still arrives, and is still believed, when it is up again.
 */
final class SandboxAccounts {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern ENDPOINT = Pattern.compile("\"id\":\\s*\"(we_[A-Za-z0-9]+)\"");
    private static final Pattern SECRET = Pattern.compile("\"secret\":\\s*\"(whsec_[A-Za-z0-9]+)\"");
    /** What Bursar reads of Stripe's events; of all others it would only store that they came. */
    private static final List<String> EVENTS = List.of(
            "payment_intent.*",
            "charge.*",
            "refund.*",
            "setup_intent.*",
            "payment_method.*",
            "mandate.*",
            "radar.*",
            "payout.*");

    private final URI sandbox;
    private final Path kept;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** An endpoint of webhooks at Stripe, and the secrets that sign. */
    private record Kept(String endpoint, String stripeSecret, String razorpaySecret) {}

    /**
     * @param sandbox where it is
     * @param home Bursar's
     */
    SandboxAccounts(URI sandbox, Path home) {
        this.sandbox = sandbox;
        kept = home.resolve("sandbox").resolve("webhooks");
    }

    /**
     * Has webhooks sent to Bursar, and says how Bursar reaches the gateways.
     *
     * @param bursar where Bursar is going to serve
     * @throws IOException when the sandbox does not do as it is told
     */
    GatewaySettings open(URI bursar) throws IOException {
        Kept now = stripe(bursar + "/webhooks/stripe");
        razorpay(bursar + "/webhooks/razorpay", now.razorpaySecret());
        return GatewaySettings.of(Map.of(
                "BURSAR_STRIPE_KEY", SandboxProcess.STRIPE_KEY,
                "BURSAR_STRIPE_URL", sandbox.toString(),
                "BURSAR_STRIPE_WEBHOOK_SECRET", now.stripeSecret(),
                "BURSAR_RAZORPAY_KEY", SandboxProcess.RAZORPAY_KEY,
                "BURSAR_RAZORPAY_URL", sandbox.toString(),
                "BURSAR_RAZORPAY_WEBHOOK_SECRET", now.razorpaySecret()));
    }

    private Kept stripe(String url) throws IOException {
        StringBuilder form = new StringBuilder("url=").append(URLEncoder.encode(url, StandardCharsets.UTF_8));
        EVENTS.forEach(event -> form.append("&enabled_events[]=").append(event));
        if (Files.exists(kept)) {
            List<String> lines = Files.readAllLines(kept);
            if (lines.size() == 3) {
                Kept before = new Kept(lines.get(0), lines.get(1), lines.get(2));
                HttpResponse<String> updated =
                        post("/v1/webhook_endpoints/" + before.endpoint(), form.toString(), "x-www-form-urlencoded");
                if (updated.statusCode() == 200) {
                    return before;
                }
            }
        }
        HttpResponse<String> created = post("/v1/webhook_endpoints", form.toString(), "x-www-form-urlencoded");
        Matcher endpoint = ENDPOINT.matcher(created.body());
        Matcher secret = SECRET.matcher(created.body());
        if (created.statusCode() != 200 || !endpoint.find() || !secret.find()) {
            throw new IOException("the sandbox made no webhook endpoint: " + created.body());
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Kept made = new Kept(endpoint.group(1), secret.group(1), HexFormat.of().formatHex(random));
        write(made);
        return made;
    }

    private void write(Kept made) throws IOException {
        Files.deleteIfExists(kept);
        Files.createFile(kept, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                kept,
                String.join("\n", made.endpoint(), made.stripeSecret(), made.razorpaySecret()) + "\n",
                StandardOpenOption.WRITE);
    }

    private void razorpay(String url, String secret) throws IOException {
        HttpResponse<String> answer = post(
                "/_sandbox/razorpay/webhooks",
                "{\"url\":\"" + url + "\",\"secret\":\"" + secret + "\",\"only\":true}",
                "json");
        if (answer.statusCode() != 200) {
            throw new IOException("the sandbox takes no address for Razorpay's webhooks: " + answer.body());
        }
    }

    private HttpResponse<String> post(String path, String body, String type) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(sandbox.resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/" + type)
                .header("Authorization", "Bearer " + SandboxProcess.STRIPE_KEY)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the sandbox", stopped);
        }
    }
}
