package io.bursar.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.Reply;
import io.bursar.RunningBursar;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What pages of other origins may do. Spoken to by hand: a client library would not send these headers. */
class CrossOriginTest {
    private static final String SHOP = "https://shop.example";
    private static final String OTHER = "https://other.example";

    private final RunningBursar bursar = RunningBursar.shared();

    private String publishable(String origins) {
        return bursar.post("/v1/api_keys")
                .json("{'name':'page','kind':'publishable','allowed_origins':" + origins + "}")
                .expect(201)
                .at("/secret")
                .asString();
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", bursar.url("/").getPort())) {
            String whole = request + "Host: x\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(whole.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String ask(String key, String origin) throws IOException {
        return raw(
                "GET /v1/api_keys/current HTTP/1.1\r\nOrigin: " + origin + "\r\nAuthorization: Bearer " + key + "\r\n");
    }

    private String preflight(String origin) throws IOException {
        return raw("OPTIONS /v1/api_keys/current HTTP/1.1\r\nOrigin: " + origin
                + "\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: authorization\r\n");
    }

    @Test
    void a_publishable_key_may_be_used_by_the_pages_it_was_made_for() throws IOException {
        String key = publishable("['" + SHOP + "','http://127.0.0.1:3000']");
        for (String origin : new String[] {SHOP, "http://127.0.0.1:3000"}) {
            assertThat(ask(key, origin))
                    .startsWith("HTTP/1.1 200")
                    .contains("Access-Control-Allow-Origin: " + origin, "Vary: Origin")
                    .containsPattern("Access-Control-Expose-Headers: .*Request-Id");
        }
        for (String origin :
                new String[] {OTHER, SHOP + ":444", "http://shop.example", "null", "https://a.shop.example"}) {
            assertThat(ask(key, origin))
                    .startsWith("HTTP/1.1 403")
                    .contains("\"code\":\"origin_not_allowed\"")
                    .doesNotContain("Access-Control-Allow-Origin");
        }
    }

    @Test
    void a_publishable_key_without_origins_is_for_no_page() throws IOException {
        String key = publishable("[]");
        assertThat(ask(key, SHOP)).startsWith("HTTP/1.1 403");
        bursar.get("/v1/api_keys/current").bearer(key).expect(200);
    }

    @Test
    void a_browser_is_told_beforehand() throws IOException {
        String origin = "https://" + RunningBursar.unique("early") + ".example";
        publishable("['" + origin + "']");
        assertThat(preflight(origin))
                .startsWith("HTTP/1.1 204")
                .contains("Access-Control-Allow-Origin: " + origin, "Access-Control-Allow-Methods: GET, HEAD, POST")
                .containsPattern("Access-Control-Allow-Headers: .*Authorization.*Idempotency-Key.*Bursar-Version")
                .contains("Access-Control-Max-Age: 600");
        assertThat(preflight("https://" + RunningBursar.unique("nobody") + ".example"))
                .startsWith("HTTP/1.1 403")
                .contains("\"code\":\"origin_not_allowed\"")
                .doesNotContain("Access-Control-Allow");
    }

    @Test
    void no_page_may_read_an_answer_to_a_secret_key() throws IOException {
        publishable("['" + SHOP + "']");
        assertThat(ask(bursar.keyInTheClear(), SHOP)).startsWith("HTTP/1.1 200").doesNotContain("Access-Control-Allow");
        assertThat(raw("GET /v1/chart HTTP/1.1\r\nOrigin: " + SHOP + "\r\n"))
                .startsWith("HTTP/1.1 401")
                .doesNotContain("Access-Control-Allow");
    }

    @Test
    void a_key_that_was_revoked_admits_no_page_beforehand() throws IOException {
        String origin = "https://" + RunningBursar.unique("gone") + ".example";
        Reply made = bursar.post("/v1/api_keys")
                .json("{'name':'page','kind':'publishable','allowed_origins':['" + origin + "']}")
                .expect(201);
        bursar.post("/v1/api_keys/" + made.id() + "/revoke").expect(200);
        assertThat(preflight(origin)).startsWith("HTTP/1.1 403");
    }
}
