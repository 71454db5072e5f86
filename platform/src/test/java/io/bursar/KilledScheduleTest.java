package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node that is killed while it books what is due: what was scheduled is booked once all the same. */
@Tag("slow")
@Timeout(180)
class KilledScheduleTest {
    private static final int SCHEDULED = 240;
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir
    Path home;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String key = "";
    private int port;

    @Test
    void a_kill_between_neither_loses_nor_repeats() throws Exception {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (BursarProcess bursar = BursarProcess.start(home, "up", "--port", "0")) {
            port = Integer.parseInt(bursar.await("Bursar is up at http://127\\.0\\.0\\.1:(\\d+)")
                    .group(1));
            key = bursar.await("export BURSAR_KEY=(sk_test_\\w+)").group(1);
            post("/v1/chart", "c", "{'patterns':[{'path':'a','kind':'asset'},{'path':'b','kind':'income'}]}");
            schedule();
            await("executed");
            bursar.kill9();
            bursar.awaitEnd();
        }
        try (BursarProcess again = BursarProcess.start(home, "up", "--port", "0")) {
            port = Integer.parseInt(
                    again.await("Bursar is up at http://127\\.0\\.0\\.1:(\\d+)").group(1));
            Instant limit = Instant.now().plusSeconds(90);
            while (!get("/v1/scheduled_transactions?status=scheduled")
                    .at("/data")
                    .isEmpty()) {
                assertThat(Instant.now()).as("all booked within 90 seconds").isBefore(limit);
                LockSupport.parkNanos(100_000_000);
            }
            assertThat(get("/v1/balances?path=b").at("/data/0/posted").asLong()).isEqualTo(SCHEDULED);
            assertThat(get("/v1/scheduled_transactions?status=refused")
                            .at("/data")
                            .isEmpty())
                    .isTrue();
        }
    }

    /** Each due some seconds after it was made, however long that takes: the kill comes between some and others. */
    private void schedule() throws Exception {
        for (int i = 0; i < SCHEDULED; i++) {
            String body = "{'legs':[{'debit':'a','credit':'b','amount':1,'currency':'inr'}],'execute_at':'%s'}"
                    .formatted(Instant.now().plusSeconds(5).truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
            post("/v1/scheduled_transactions", "s-" + i, body);
        }
    }

    private void await(String status) throws Exception {
        Instant limit = Instant.now().plusSeconds(60);
        while (get("/v1/scheduled_transactions?status=" + status).at("/data").isEmpty()) {
            assertThat(Instant.now()).as("one is " + status).isBefore(limit);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET(), 200);
    }

    private void post(String path, String idempotencyKey, String body) throws IOException, InterruptedException {
        send(
                request(path)
                        .header("Idempotency-Key", idempotencyKey)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.replace('\'', '"'))),
                201);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + key)
                .timeout(Duration.ofSeconds(30));
    }

    private JsonNode send(HttpRequest.Builder request, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return MAPPER.readTree(answer.body());
    }
}
