package io.bursar.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.bursar.sandbox.world.Sync;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was answered is there after kill -9, in the same words. */
class RestartTest {
    private static final String PAY =
            "amount=2000&currency=usd&payment_method_types[]=card&confirm=true&payment_method=pm_card_visa";

    @TempDir
    private Path home;

    private final HttpClient http = HttpClient.newHttpClient();

    private record Running(Process process, String address) {}

    private Running launch() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(List.of(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.bursar.sandbox.Main",
                        "--port",
                        "0",
                        "--home",
                        home.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        assertThat(line).startsWith("Sandbox: http://127.0.0.1:");
        return new Running(process, line.substring(9).replaceFirst(" .*", ""));
    }

    private JsonObject call(Running running, String path, String form, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(running.address() + path))
                .header("Authorization", "Bearer " + SandboxOptions.STRIPE_KEY);
        if (!form.isEmpty()) {
            request.POST(HttpRequest.BodyPublishers.ofString(form)).header("Idempotency-Key", key);
        }
        return JsonParser.parseString(http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                        .body())
                .getAsJsonObject();
    }

    private static void kill(Running running) throws InterruptedException {
        running.process().destroyForcibly();
        assertThat(running.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void kill_9_forgets_nothing_that_was_answered() throws Exception {
        Running first = launch();
        JsonObject paid = call(first, "/v1/payment_intents", PAY, "key-1");
        String id = paid.get("id").getAsString();
        call(first, "/v1/refunds", "amount=500&payment_intent=" + id, "key-2");
        call(first, "/_sandbox/clock", "{\"frozen\":true}", "none");
        String book = call(first, "/_sandbox/book", "", "").toString();
        kill(first);
        Running second = launch();
        assertThat(call(second, "/_sandbox/book", "", "").toString())
                .isEqualTo(book)
                .contains(id);
        assertThat(call(second, "/v1/payment_intents", PAY, "key-1")).isEqualTo(paid);
        JsonArray intents = call(second, "/v1/payment_intents", "", "").getAsJsonArray("data");
        assertThat(intents).hasSize(1);
        kill(second);
    }

    @Test
    void a_record_that_was_cut_off_is_dropped_and_the_rest_kept() throws Exception {
        SandboxOptions options =
                SandboxOptions.inMemory().withStart(Rig.MONDAY_MS).withDirectory(home, Sync.ALWAYS);
        String first;
        try (Rig rig = Rig.of(options)) {
            first = rig.frozen().post("/v1/payment_intents", PAY).text("id");
        }
        Files.write(home.resolve("journal"), new byte[] {0, 0, 1, 0, 1, 2, 3}, StandardOpenOption.APPEND);
        String second;
        try (Rig rig = Rig.of(options)) {
            assertThat(rig.get("/v1/payment_intents/" + first).text("status")).isEqualTo("succeeded");
            second = rig.post("/v1/payment_intents", PAY).text("id");
        }
        try (Rig rig = Rig.of(options)) {
            assertThat(rig.get("/v1/payment_intents/" + second).text("status")).isEqualTo("succeeded");
            assertThatThrownBy(() -> Rig.of(options)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void card_numbers_and_security_codes_are_never_written() throws Exception {
        SandboxOptions options =
                SandboxOptions.inMemory().withStart(Rig.MONDAY_MS).withDirectory(home, Sync.ALWAYS);
        try (Rig rig = Rig.of(options)) {
            rig.post("/v1/payment_methods", "type=card&card[number]=4242424242424242&card[cvc]=987");
            rig.post("/v1/payment_methods", "type=card&card%5Bnumber%5D=4242%204242%204242%204242&card%5Bcvc%5D=987");
            String inner = "payment_method_data[card][number]=4000000000000002&payment_method_data[card][cvc]=987";
            rig.post("/v1/payment_intents", "amount=100&currency=usd&payment_method_data[type]=card&" + inner);
            rig.post("/v1/payment_methods", "type=card&card[number]=4111111111111111");
        }
        String journal = Files.readString(home.resolve("journal"), StandardCharsets.ISO_8859_1);
        assertThat(journal).contains("tok_visa", "tok_chargeDeclined").doesNotContain("424242424242", "4242%20");
        assertThat(journal).doesNotContain("4000000000000002", "41111111", "987");
    }

    @Test
    void the_same_calls_with_the_same_seed_make_the_same_world() throws Exception {
        assertThat(day()).isEqualTo(day());
    }

    private String day() throws Exception {
        try (Rig rig = Rig.start().frozen()) {
            for (int i = 0; i < 10; i++) {
                String id = rig.pay("pm_card_visa", "&metadata[n]=" + i).text("id");
                rig.post("/v1/refunds", "amount=" + (100 + i) + "&payment_intent=" + id);
            }
            rig.advance("P3D");
            return rig.look("book").body() + rig.get("/v1/payouts").body().toString();
        }
    }
}
