package io.bursar.reference;

import io.bursar.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What the page of an error code says.
 *
 * @param meaning HTML, as are {@code when} and {@code fix}
 * @param example the error as it is answered, as JSON
 */
record ErrorEntry(ErrorCode code, String meaning, String when, String fix, String example) {
    private static final String RESOURCE = "reference/errors.yaml";

    /** @param errorPages address of the pages of error codes */
    static List<ErrorEntry> readAll(String errorPages) {
        Part entries = load();
        List<ErrorEntry> all = new ArrayList<>();
        for (ErrorCode code : ErrorCode.values()) {
            Part entry = entries.at(code.text());
            all.add(new ErrorEntry(
                    code,
                    Prose.line(code.meaning()),
                    Prose.line(entry.at("when").text()),
                    Prose.line(entry.at("fix").text()),
                    OpenApi.pretty(Map.of("error", example(code, entry, errorPages)))));
        }
        return all;
    }

    /** As the file has it, by code. */
    static Part load() {
        try (InputStream in = ErrorEntry.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            Map<String, Object> members = new LinkedHashMap<>();
            if (new Yaml(new SafeConstructor(new LoaderOptions())).load(in) instanceof Map<?, ?> entries) {
                entries.forEach((code, entry) -> members.put(String.valueOf(code), entry));
            }
            return Part.root(members);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Map<String, Object> example(ErrorCode code, Part entry, String errorPages) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", code.type());
        error.put("code", code.text());
        error.put("message", entry.at("message").text());
        if (entry.has("param")) {
            error.put("param", entry.at("param").text());
        }
        if (entry.at("details").value() instanceof Map<?, ?> details) {
            error.put("details", details);
        }
        error.put("doc_url", errorPages + "/" + code.text());
        error.put("request_id", "req_5b2k8w1qz0v4n7xt");
        return error;
    }

    String href() {
        return "/docs/errors/" + code.text();
    }
}
