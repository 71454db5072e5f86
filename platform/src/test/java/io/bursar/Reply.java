package io.bursar;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The answer to a {@link Request}; every body must be a JSON object. */
public final class Reply {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Request request;
    private final HttpResponse<byte[]> response;

    Reply(Request request, HttpResponse<byte[]> response) {
        this.request = request;
        this.response = response;
    }

    /** Fails when {@code api/openapi.yaml} does not know such an answer. */
    void holdAgainstContract(String method, String path) {
        boolean isJson = "application/json".equals(header("Content-Type")) && response.body().length > 0;
        Contract.check(method, path, status(), isJson ? MAPPER.readValue(response.body(), Map.class) : text());
    }

    public int status() {
        return response.statusCode();
    }

    public @Nullable String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    public String text() {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        JsonNode json = MAPPER.readTree(response.body());
        assertThat(json.isObject()).as("%s was answered %s", request, text()).isTrue();
        return json;
    }

    /** A member by JSON pointer. */
    public JsonNode at(String pointer) {
        JsonNode found = json().at(pointer);
        assertThat(found.isMissingNode()).as("%s in %s", pointer, text()).isFalse();
        return found;
    }

    public String id() {
        return at("/id").asString();
    }

    public Reply expect(int status) {
        assertThat(status()).as("status of %s, answered %s", request, text()).isEqualTo(status);
        return this;
    }

    /** Expects an error of this code about this parameter; null: about none. */
    public Reply expectError(int status, String code, @Nullable String param) {
        expect(status);
        assertThat(at("/error/code").asString())
                .as("code of %s, answered %s", request, text())
                .isEqualTo(code);
        JsonNode found = json().at("/error/param");
        assertThat(found.isMissingNode() ? null : found.asString())
                .as("param of %s, answered %s", request, text())
                .isEqualTo(param);
        assertThat(at("/error/request_id").asString()).isEqualTo(header("Request-Id"));
        assertThat(at("/error/doc_url").asString()).endsWith("/docs/errors/" + code);
        assertThat(at("/error/message").asString()).isNotBlank();
        return this;
    }
}
