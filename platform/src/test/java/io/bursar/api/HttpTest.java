package io.bursar.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods, headers and forms, as HTTP has them. */
class HttpTest {
    private final RunningBursar bursar = RunningBursar.shared();

    @Test
    void head_is_get_without_its_body() {
        Reply whole = bursar.get("/v1/chart").expect(200);
        Reply head = bursar.request("HEAD", "/v1/chart").expect(200);
        assertThat(head.text()).isEmpty();
        assertThat(head.header("Content-Type")).isEqualTo("application/json");
        assertThat(head.header("Content-Length"))
                .isEqualTo(String.valueOf(whole.text().length()));
        bursar.request("HEAD", "/healthz").without("Authorization").expect(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/v1/chart;GET,HEAD,OPTIONS,POST",
                "/v1/periods/reopen;OPTIONS,POST",
                "/v1/trial_balance;GET,HEAD,OPTIONS"
            })
    void options_lists_the_methods_of_a_route(String path, String methods) {
        Reply reply = bursar.request("OPTIONS", path).expect(200);
        assertThat(allowed(reply)).containsExactlyInAnyOrder(methods.split(",", -1));
        assertThat(reply.text()).isEmpty();
        bursar.request("OPTIONS", path).without("Authorization").expect(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
    void a_method_that_a_route_does_not_take_is_told_which_it_takes(String method) {
        Reply reply = bursar.request(method, "/v1/chart").send();
        reply.expectError(405, "method_not_allowed", null);
        assertThat(allowed(reply)).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS", "POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "*/*",
                "application/*;q=0.5",
                "text/html, application/xml;q=0.9, */*;q=0.8",
                "Application/JSON; charset=utf-8",
                " "
            })
    void json_is_answered_wherever_it_is_taken(String accept) {
        assertThat(bursar.get("/v1/chart").header("Accept", accept).expect(200).header("Content-Type"))
                .isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml, text/*", "text/csv", "application/json;q=0", "nonsense"})
    void a_form_that_a_route_does_not_have_is_refused_before_anything_happens(String accept) {
        bursar.get("/v1/chart").header("Accept", accept).send().expectError(406, "not_acceptable", "Accept");
        bursar.post("/v1/books")
                .header("Accept", accept)
                .json("{'name':'never'}")
                .send()
                .expectError(406, "not_acceptable", "Accept");
    }

    @Test
    void csv_is_answered_where_there_is_one_and_it_is_asked_for() {
        String path = "csv/" + RunningBursar.unique("http");
        bursar.post("/v1/chart")
                .json("{'patterns':[{'path':'csv/{who}','kind':'asset'}]}")
                .expect(201);
        String account = bursar.post("/v1/accounts")
                .json("{'path':'" + path + "','currency':'inr','metadata':{}}")
                .expect(200)
                .id();
        String statement = "/v1/accounts/" + account + "/statement";
        for (String accept : new String[] {"text/csv", "text/*", "text/csv, text/plain;q=0.5"}) {
            Reply csv = bursar.get(statement).header("Accept", accept).expect(200);
            assertThat(csv.header("Content-Type")).isEqualTo("text/csv;charset=utf-8");
        }
        for (String accept : new String[] {"application/json, text/csv", "*/*"}) {
            Reply json = bursar.get(statement).header("Accept", accept).expect(200);
            assertThat(json.at("/object").asString()).isEqualTo("statement");
        }
        assertThat(bursar.get(statement + "?format=json")
                        .header("Accept", "text/csv")
                        .expect(200)
                        .at("/object")
                        .asString())
                .isEqualTo("statement");
        bursar.get(statement).header("Accept", "text/html").send().expectError(406, "not_acceptable", "Accept");
    }

    @Test
    void headers_that_are_too_large_are_said_to_be() throws IOException {
        String answer = raw("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Much: " + "x".repeat(16 << 10)
                + "\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 431")
                .contains("\"code\":\"headers_too_large\"", "Request-Id: req_", "Bursar-Version: ");
    }

    @Test
    void headers_beyond_all_measure_are_not_read() throws IOException {
        String answer = raw(
                "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Much: " + "x".repeat(40_000) + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"request_invalid\"");
    }

    private static String[] allowed(Reply reply) {
        return Objects.requireNonNull(reply.header("Allow"), "Allow").split(", ?", -1);
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", bursar.url("/").getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
