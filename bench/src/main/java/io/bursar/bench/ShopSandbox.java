package io.bursar.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sandbox as somebody sees it who is not its merchant: its controls, its payers' pages and its book. */
final class ShopSandbox {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
    private static final String KEY = "Authorization: Bearer sk_test_bursar_sandbox\r\n";

    private final int port;

    ShopSandbox(URI address) {
        port = address.getPort();
    }

    JsonNode control(String path, String json) throws IOException {
        return call("POST /_sandbox/" + path, "Content-Type: application/json\r\n", json);
    }

    JsonNode look(String path) throws IOException {
        return call("GET /_sandbox/" + path, "", "");
    }

    private JsonNode call(String route, String headers, String content) throws IOException {
        try (HttpConnection connection = new HttpConnection(port)) {
            HttpConnection.Answer answer = connection.call(route, headers, content);
            if (answer.status() != 200) {
                throw new IOException(route + " was answered " + answer.status() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        }
    }

    /** Something that the shop did not ask for: a {@code refund} by the provider, a {@code dispute} of the payer. */
    void happens(String what, String payment) throws IOException {
        control("happens", "{\"what\":\"" + what + "\",\"id\":\"" + payment + "\"}");
    }

    /** The payer decides on a page of the sandbox. */
    void decide(String page, String verdict) throws IOException {
        try (HttpConnection connection = new HttpConnection(port)) {
            connection.call("POST " + page, FORM, "verdict=" + verdict + "&vpa=success@razorpay");
        }
    }

    /** Switches Stripe's webhooks off or on. */
    void webhooks(boolean on) throws IOException {
        for (JsonNode endpoint : call("GET /v1/webhook_endpoints", KEY, "").path("data")) {
            String id = endpoint.path("id").asString();
            call("POST /v1/webhook_endpoints/" + id, KEY + FORM, "disabled=" + !on);
        }
    }

    int webhooksWaiting() throws IOException {
        return look("status").path("webhooks").path("waiting").asInt();
    }

    /** All lines of the book. */
    List<JsonNode> book() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = look("book?limit=10000" + (after.isEmpty() ? "" : "&after=" + after));
            page.path("lines").forEach(lines::add);
            if (!page.path("has_more").asBoolean()) {
                return lines;
            }
            after = page.path("next").asString();
        }
    }
}
