package io.bursar.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only shows on the wire. */
class WireTest {
    private final RunningBursar bursar = RunningBursar.shared();

    @Test
    void every_answer_has_a_request_id_and_a_sane_one_of_the_callers_is_kept() {
        assertThat(bursar.get("/healthz").send().header("Request-Id")).startsWith("req_");
        Reply named =
                bursar.get("/v1/nothing").header("Request-Id", "my-trace:1").send();
        assertThat(named.header("Request-Id")).isEqualTo("my-trace:1");
        assertThat(named.at("/error/request_id").asString()).isEqualTo("my-trace:1");
        assertThat(bursar.get("/healthz")
                        .header("Request-Id", "<script>")
                        .send()
                        .header("Request-Id"))
                .startsWith("req_");
    }

    @Test
    void a_broken_request_line_is_answered_in_the_apis_shape() throws IOException {
        String answer = raw("GET /v1/chart?<bad> HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":\"request_invalid\"", "Request-Id: req_")
                .containsPattern("\"doc_url\":\"http://[^\"/]+/docs/errors/request_invalid\"");
    }

    @Test
    void brackets_in_a_query_need_no_escaping() throws IOException {
        String answer = raw("GET /healthz?a[b]=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("\"param\":\"a\"");
    }

    @Test
    void trace_is_not_allowed() throws IOException {
        assertThat(raw("TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405")
                .contains("\"code\":\"method_not_allowed\"");
    }

    @Test
    void a_header_that_is_sent_twice_is_no_key() throws IOException {
        String answer = raw("POST /v1/transactions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n"
                + "Authorization: Bearer " + bursar.keyWithoutRights()
                + "\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"idempotency_key_invalid\"");
    }

    @Test
    void a_body_without_length_is_cut_off_at_a_megabyte() throws IOException {
        StringBuilder chunks = new StringBuilder();
        for (int i = 0; i < 17; i++) {
            chunks.append("10000\r\n").append("x".repeat(0x10000)).append("\r\n");
        }
        String answer = raw("POST /v1/transactions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                + "Content-Type: application/json\r\nIdempotency-Key: a\r\nConnection: close\r\n"
                + "Authorization: Bearer " + bursar.keyWithoutRights() + "\r\n\r\n" + chunks + "0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413").contains("\"code\":\"body_too_large\"");
    }

    /** Whatever the server's own reading of a path comes to, nobody gets past the key by spelling it otherwise. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/trial_balance",
                "/%761/trial_balance",
                "/%76%31/trial_balance",
                "/v1;x=1/trial_balance",
                "/;x/v1/trial_balance",
                "//v1/trial_balance",
                "/./v1/trial_balance",
                "/healthz/../v1/trial_balance",
                "/healthz/%2e%2e/v1/trial_balance",
                "/healthz;/../v1/trial_balance",
                "/docs/errors/..;/..;/v1/trial_balance",
                "/v1/trial_balance/",
                "/V1/trial_balance",
                "/v1%2ftrial_balance",
                "/v1\\trial_balance",
                "http://x/v1/trial_balance",
                "http://x//v1/trial_balance"
            })
    void no_spelling_of_a_path_gets_past_the_key(String path) throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).containsPattern("\\AHTTP/1.1 (400|401)").doesNotContain("trial_balance");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", bursar.url("/").getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
