package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program as an operator runs it: started, stopped and killed as a process. */
@Tag("slow")
@Timeout(180)
class UpTest {
    private static final int CALLERS = 16;
    private static final String UP = "Bursar is up at http://127\\.0\\.0\\.1:(\\d+)";
    private static final String KEY = "export BURSAR_KEY=(sk_test_\\w+)";

    @TempDir
    Path home;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private String key = "";
    private int port;

    @BeforeEach
    void let_the_database_user_pass() throws IOException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    enum Stop {
        SIGTERM(143),
        CTRL_C(130);

        private final int status;

        Stop(int status) {
            this.status = status;
        }
    }

    @Test
    void lines_of_the_log_are_json_when_asked_for() throws Exception {
        Map<String, String> environment = Map.of("BURSAR_HOME", home.toString(), "BURSAR_LOG", "json");
        try (BursarProcess bursar = BursarProcess.start(environment, "up", "--port", "0")) {
            awaitUp(bursar);
            assertThat(send(request("/v1/chart").GET()).statusCode()).isEqualTo(200);
            String line = bursar.await("^\\{.*\"message\":\"request\".*\"path\":\"/v1/chart\".*}$")
                    .group();
            assertThat(line).contains("\"status\":200", "\"method\":\"GET\"", "\"request_id\":\"req_");
        }
    }

    @Test
    void a_setting_that_cannot_be_used_is_named() {
        for (Map.Entry<String, String> wrong : Map.of("BURSAR_LOG", "xml", "OTEL_EXPORTER_OTLP_ENDPOINT", "collector")
                .entrySet()) {
            Map<String, String> environment = Map.of("BURSAR_HOME", home.toString(), wrong.getKey(), wrong.getValue());
            try (BursarProcess bursar = BursarProcess.start(environment, "up", "--port", "0")) {
                bursar.await(wrong.getKey() + " must be .*" + wrong.getValue());
                assertThat(bursar.awaitEnd()).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_stop_answers_what_was_taken_and_loses_nothing_that_was_acknowledged(Stop stop) throws Exception {
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        Queue<String> unanswered = new ConcurrentLinkedQueue<>();
        try (BursarProcess bursar = BursarProcess.start(home, "up", "--port", "0")) {
            awaitUp(bursar);
            post(
                    "/v1/chart",
                    "chart",
                    "{\"patterns\":[{\"path\":\"a\",\"kind\":\"asset\"},{\"path\":\"b\",\"kind\":\"income\"}]}");
            List<Thread> callers = new ArrayList<>();
            CountDownLatch answered = new CountDownLatch(200);
            for (int i = 0; i < CALLERS; i++) {
                int caller = i;
                callers.add(Thread.ofVirtual().start(() -> call(caller, acknowledged, unanswered, answered)));
            }
            assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
            if (stop == Stop.CTRL_C) {
                bursar.pressCtrlC();
            } else {
                bursar.terminate();
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(bursar.awaitEnd()).as("exit status").isEqualTo(stop.status);
            assertThat(bursar.said()).doesNotContain("WARN", "ERROR");
        }
        assertThat(unanswered).as("requests that were sent and not answered").isEmpty();
        assertThat(acknowledged).hasSizeGreaterThan(200);
        try (BursarProcess again = BursarProcess.start(home, "up", "--port", "0")) {
            port = Integer.parseInt(again.await(UP).group(1));
            for (String sent : acknowledged) {
                HttpResponse<String> found =
                        send(request("/v1/transactions?key=" + sent).GET());
                assertThat(found.body()).as("the transaction of %s", sent).contains("\"idempotency_key\":\"" + sent);
            }
            assertThat(send(request("/v1/trial_balance").GET()).body())
                    .contains("\"balanced\":true", "\"balance\":" + acknowledged.size());
        }
    }

    /** One request after another until the server says that it is leaving. */
    private void call(int caller, Queue<String> acknowledged, Queue<String> unanswered, CountDownLatch answered) {
        boolean goesOn = true;
        for (int i = 0; goesOn; i++) {
            String sent = "k-" + caller + "-" + i;
            try {
                HttpResponse<String> answer = post(
                        "/v1/transactions",
                        sent,
                        "{\"legs\":[{\"debit\":\"a\",\"credit\":\"b\",\"amount\":1,\"currency\":\"inr\"}]}");
                if (answer.statusCode() == 201) {
                    acknowledged.add(sent);
                } else {
                    unanswered.add(sent + " " + answer.body());
                }
                answered.countDown();
                goesOn = answer.headers()
                        .firstValue("Connection")
                        .filter("close"::equals)
                        .isEmpty();
            } catch (IOException dropped) {
                unanswered.add(sent + " " + dropped);
                goesOn = false;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                goesOn = false;
            }
        }
    }

    @Test
    void the_key_is_shown_once_and_another_on_request() {
        try (BursarProcess first = BursarProcess.start(home, "up", "--port", "0")) {
            assertThat(first.await("^Database: .*").group()).contains("embedded PostgreSQL 18");
            awaitUp(first);
        }
        try (BursarProcess second = BursarProcess.start(home, "up", "--port", "0")) {
            second.await(UP);
            second.await("shown at the first start");
            assertThat(second.said()).doesNotContain("sk_test_");
        }
        try (BursarProcess third = BursarProcess.start(home, "up", "--port", "0", "--new-key")) {
            third.await(UP);
            assertThat(third.await(KEY).group(1)).isNotEqualTo(key);
        }
    }

    @Test
    void a_taken_port_is_refused_in_plain_words() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                BursarProcess bursar = BursarProcess.start(home, "up", "--port", "" + taken.getLocalPort())) {
            assertThat(bursar.awaitEnd()).isEqualTo(1);
            assertThat(bursar.said())
                    .isEqualTo("Port " + taken.getLocalPort()
                            + " is taken. Stop what uses it, or choose another: --port N");
        }
    }

    @Test
    void a_database_that_is_none_is_refused_in_plain_words() {
        Map<String, String> environment =
                Map.of("BURSAR_HOME", home.toString(), "BURSAR_DATABASE_URL", "postgres://u:secret@127.0.0.1:1/none");
        try (BursarProcess bursar = BursarProcess.start(environment, "up", "--port", "0")) {
            assertThat(bursar.awaitEnd()).isEqualTo(1);
            assertThat(bursar.said())
                    .startsWith("BURSAR_DATABASE_URL cannot be used:")
                    .doesNotContain("secret", "\tat ");
        }
    }

    @Test
    void every_command_explains_itself() {
        for (String command : List.of("up", "import", "doctor")) {
            try (BursarProcess bursar = BursarProcess.start(home, command, "--help")) {
                assertThat(bursar.awaitEnd()).isZero();
                assertThat(bursar.said()).contains("bursar " + command);
            }
        }
        try (BursarProcess bursar = BursarProcess.start(home, "upp")) {
            assertThat(bursar.awaitEnd()).isEqualTo(2);
        }
    }

    private void awaitUp(BursarProcess bursar) {
        Matcher up = bursar.await(UP);
        port = Integer.parseInt(up.group(1));
        key = bursar.await(KEY).group(1);
    }

    private HttpResponse<String> post(String path, String idempotencyKey, String json)
            throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + key);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
