package io.bursar.judges;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.model.WebhookEndpoint;
import com.stripe.param.WebhookEndpointCreateParams;
import com.stripe.param.WebhookEndpointUpdateParams;
import io.bursar.RunningBursar;
import io.bursar.gateways.GatewaySettings;
import io.bursar.sandbox.Sandbox;
import io.bursar.sandbox.SandboxOptions;
import io.bursar.tidy.Tidy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A Bursar of its own with the sandbox behind it, webhooks included. */
final class Court implements AutoCloseable {
    /** Where the judges' programs are, and what installs them. */
    static final Path PROGRAMS = Tidy.repositoryRoot().resolve(".ci").resolve("judges");

    static final Path TARGET = Path.of("target").toAbsolutePath();

    private final Sandbox sandbox;
    private final RunningBursar bursar;

    private Court(Sandbox sandbox, RunningBursar bursar) {
        this.sandbox = sandbox;
        this.bursar = bursar;
    }

    static Court open() throws Exception {
        Sandbox sandbox = Sandbox.start(SandboxOptions.inMemory());
        StripeClient provider = StripeClient.builder()
                .setApiKey(SandboxOptions.STRIPE_KEY)
                .setApiBase(sandbox.address())
                .build();
        // The secret is told once, when the endpoint is made; where Bursar serves is known only afterwards.
        WebhookEndpoint endpoint = provider.v1()
                .webhookEndpoints()
                .create(WebhookEndpointCreateParams.builder()
                        .setUrl("http://127.0.0.1:9/later")
                        .addEnabledEvent(WebhookEndpointCreateParams.EnabledEvent.ALL)
                        .build());
        GatewaySettings settings = GatewaySettings.of(Map.of(
                "BURSAR_STRIPE_KEY", SandboxOptions.STRIPE_KEY,
                "BURSAR_STRIPE_URL", sandbox.address(),
                "BURSAR_STRIPE_WEBHOOK_SECRET", endpoint.getSecret()));
        RunningBursar bursar = RunningBursar.startWithGateways(settings, nothing -> {});
        provider.v1()
                .webhookEndpoints()
                .update(
                        endpoint.getId(),
                        WebhookEndpointUpdateParams.builder()
                                .setUrl(bursar.url("/webhooks/stripe").toString())
                                .build());
        return new Court(sandbox, bursar);
    }

    RunningBursar bursar() {
        return bursar;
    }

    URI sandbox() {
        return URI.create(sandbox.address());
    }

    StripeClient client(String key) {
        return StripeClient.builder()
                .setApiKey(key)
                .setApiBase(bursar.url("").toString())
                .setFilesBase(bursar.url("").toString())
                .setMaxNetworkRetries(0)
                .build();
    }

    StripeClient client() {
        return client(bursar.keyInTheClear());
    }

    private record Outcome(int status, String output) {}

    private Outcome run(Path directory, String... command) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("BURSAR_URL", bursar.url("").toString());
        builder.environment().put("BURSAR_KEY", bursar.keyInTheClear());
        // Neither what they count nor what they keep is for the home of who runs the tests.
        builder.environment().put("STRIPE_CLI_TELEMETRY_OPTOUT", "1");
        builder.environment()
                .put("XDG_CONFIG_HOME", TARGET.resolve("judge-config").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    /** Runs a judge, which must have no objection. */
    void succeeds(String what, Path directory, String... command) throws IOException, InterruptedException {
        Outcome outcome = run(directory, command);
        assertThat(outcome.status()).as("%s says:%n%s", what, outcome.output()).isZero();
    }

    @Override
    public void close() throws IOException {
        bursar.close();
        sandbox.close();
    }
}
