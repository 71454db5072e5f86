package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox beside {@code up}: a process of its own that ends with it and remembers. */
@Tag("slow")
@Timeout(180)
class UpSandboxTest {
    private static final String PLAYS = "^Sandbox: plays .* page: (http://127\\.0\\.0\\.1:\\d+)/_sandbox";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    @BeforeEach
    void let_the_database_user_pass() throws IOException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private BursarProcess up(Map<String, String> more, String... options) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("BURSAR_HOME", home.toString());
        environment.put(
                "JDK_JAVA_OPTIONS", "\"-Dbursar.sandbox.classpath=" + System.getProperty("java.class.path") + "\"");
        List<String> words = new java.util.ArrayList<>(List.of("up", "--port", "0"));
        words.addAll(List.of(options));
        return BursarProcess.start(environment, words.toArray(String[]::new));
    }

    private HttpResponse<String> ask(String address, String form) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .timeout(LIMIT)
                .header("Authorization", "Bearer sk_test_bursar_sandbox")
                .header("Content-Type", "application/x-www-form-urlencoded");
        return client.send(
                form.isEmpty()
                        ? request.build()
                        : request.POST(BodyPublishers.ofString(form)).build(),
                BodyHandlers.ofString());
    }

    private static List<ProcessHandle> sandboxesIn(Path home) {
        return ProcessHandle.allProcesses()
                .filter(each -> each.info()
                        .commandLine()
                        .filter(line -> line.contains("io.bursar.sandbox.Main") && line.contains(home.toString()))
                        .isPresent())
                .toList();
    }

    private static void awaitEnd(ProcessHandle process) throws Exception {
        process.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void it_ends_with_its_parent_remembers_and_is_left_out_when_it_should() throws Exception {
        String payment;
        try (BursarProcess bursar = up(Map.of())) {
            String sandbox = bursar.await(PLAYS).group(1);
            String port = bursar.await("Bursar is up at http://127\\.0\\.0\\.1:(\\d+)")
                    .group(1);
            assertThat(ask(sandbox + "/v1/webhook_endpoints", "").body())
                    .contains("http://127.0.0.1:" + port + "/webhooks/stripe");
            HttpResponse<String> paid = ask(
                    sandbox + "/v1/payment_intents",
                    "amount=2000&currency=usd&confirm=true&payment_method=pm_card_visa&payment_method_types[]=card");
            Matcher id = java.util.regex.Pattern.compile("\"id\":\"(pi_\\w+)\"").matcher(paid.body());
            assertThat(id.find()).as(paid.body()).isTrue();
            payment = id.group(1);
            List<ProcessHandle> children = sandboxesIn(home);
            assertThat(children).hasSize(1);
            bursar.kill9();
            bursar.awaitEnd();
            awaitEnd(children.getFirst());
        }
        try (BursarProcess bursar = up(Map.of())) {
            String sandbox = bursar.await(PLAYS).group(1);
            String port = bursar.await("Bursar is up at http://127\\.0\\.0\\.1:(\\d+)")
                    .group(1);
            assertThat(ask(sandbox + "/_sandbox/book/" + payment, "").body()).contains("\"captured\":2000");
            String endpoints = ask(sandbox + "/v1/webhook_endpoints", "").body();
            assertThat(endpoints).contains("http://127.0.0.1:" + port + "/webhooks/stripe");
            assertThat(endpoints.split("\"url\":\"http", -1))
                    .as("one endpoint, moved")
                    .hasSize(2);
            killed(sandbox, bursar);
            ProcessHandle child = sandboxesIn(home).getFirst();
            bursar.terminate();
            assertThat(bursar.awaitEnd()).isEqualTo(143);
            awaitEnd(child);
        }
        leftOut(up(Map.of("BURSAR_STRIPE_KEY", "sk_test_somebody")));
        leftOut(up(Map.of(), "--no-sandbox"));
    }

    private void leftOut(BursarProcess starting) {
        try (BursarProcess bursar = starting) {
            bursar.await("Bursar is up at");
            assertThat(bursar.said()).doesNotContain("Sandbox");
            assertThat(sandboxesIn(home)).isEmpty();
        }
    }

    private void killed(String sandbox, BursarProcess bursar) throws Exception {
        sandboxesIn(home).getFirst().destroyForcibly();
        bursar.await("The sandbox ended with status 137; starting it again");
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (!answers(sandbox)) {
            if (System.nanoTime() > limit) {
                fail("no sandbox at " + sandbox + " within " + LIMIT);
            }
        }
    }

    private boolean answers(String sandbox) throws Exception {
        try {
            return ask(sandbox + "/_sandbox/status", "").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
