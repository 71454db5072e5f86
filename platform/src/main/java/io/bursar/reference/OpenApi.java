package io.bursar.reference;

import io.bursar.api.WebSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** {@code api/openapi.yaml} as this deployment serves it: with its own address in place of the usual one. */
@Component
final class OpenApi {
    private static final String RESOURCE = "bursar/openapi.yaml";
    private static final String USUAL_ADDRESS = "http://127.0.0.1:" + WebSettings.PORT_USUAL;
    /** Each use of an anchor counts; there are some hundred. */
    private static final int ALIASES_MAX = 1_000;

    private static final JsonMapper MAPPER = new JsonMapper();

    private final String yaml;
    private final Map<String, Object> document;

    OpenApi(WebSettings settings) {
        yaml = read().replace(USUAL_ADDRESS, settings.publicUrl().toString());
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(ALIASES_MAX);
        document = new LinkedHashMap<>();
        if (new Yaml(new SafeConstructor(options)).load(yaml) instanceof Map<?, ?> members) {
            members.forEach((name, member) -> document.put(String.valueOf(name), member));
        }
    }

    private static String read() {
        try (InputStream in = OpenApi.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Part root() {
        return Part.root(document);
    }

    String yaml() {
        return yaml;
    }

    String json() {
        return MAPPER.writeValueAsString(document);
    }

    /** A value of the document as people read JSON. */
    static String pretty(Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }
}
