package io.bursar.reference;

import io.bursar.api.Door;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The reference's door: open to everybody, for looking only. */
@Component
final class ReferenceDoor implements Door {
    private static final String STYLESHEET = "/docs/reference.css";
    private static final String YAML = "/openapi.yaml";
    private static final String JSON = "/openapi.json";
    private static final String HTML_TYPE = "text/html;charset=utf-8";
    private static final String TEXT_TYPE = "text/plain;charset=utf-8";

    /** Nothing is run, nothing is loaded but our own style, nobody may frame a page. */
    private static final String CONTENT_SECURITY = "default-src 'none'; style-src 'self'; img-src 'self' data:;"
            + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private final ReferencePages pages;
    private final OpenApi openApi;
    private volatile @Nullable Map<String, Sheet> sheets;

    ReferenceDoor(ReferencePages pages, OpenApi openApi) {
        this.pages = pages;
        this.openApi = openApi;
    }

    /** Something that is served, the same for everybody. */
    private record Sheet(String contentType, byte[] body, String tag) {
        static Sheet of(String contentType, String text) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
                return new Sheet(contentType, body, '"' + HexFormat.of().formatHex(hash, 0, 8) + '"');
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every JDK has SHA-256", impossible);
            }
        }
    }

    @Override
    public Set<String> segments() {
        return Set.of("docs", YAML.substring(1), JSON.substring(1));
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        secure(response);
        if (!request.getMethod().matches("GET|HEAD")) {
            response.setHeader("Allow", "GET, HEAD");
            send(response, 405, Sheet.of(TEXT_TYPE, "This address is for looking: GET or HEAD.\n"));
            return;
        }
        Sheet sheet = sheets().get(request.getRequestURI());
        if (sheet == null) {
            send(response, 404, Sheet.of(TEXT_TYPE, "There is no such page. The reference begins at /docs\n"));
        } else if (sheet.tag().equals(request.getHeader("If-None-Match"))) {
            response.setHeader("ETag", sheet.tag());
            response.setStatus(304);
        } else {
            response.setHeader("ETag", sheet.tag());
            send(response, 200, sheet);
        }
    }

    @Override
    public void apologise(HttpServletRequest request, HttpServletResponse response) throws IOException {
        secure(response);
        send(response, 500, Sheet.of(TEXT_TYPE, "Something went wrong here; the log says what.\n"));
    }

    private Map<String, Sheet> sheets() {
        Map<String, Sheet> made = sheets;
        if (made == null) {
            made = make();
            sheets = made;
        }
        return made;
    }

    private Map<String, Sheet> make() {
        Map<String, Sheet> made = new LinkedHashMap<>();
        made.put(STYLESHEET, Sheet.of("text/css;charset=utf-8", resource("reference/reference.css")));
        made.put(YAML, Sheet.of("application/yaml", openApi.yaml()));
        made.put(JSON, Sheet.of("application/json", openApi.json()));
        pages.all(STYLESHEET).forEach((path, page) -> made.put(path, Sheet.of(HTML_TYPE, page)));
        return Map.copyOf(made);
    }

    private static String resource(String name) {
        try (InputStream in = ReferenceDoor.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void secure(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        // Other tools may read the document: it is no secret.
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Cache-Control", "no-cache");
    }

    private static void send(HttpServletResponse response, int status, Sheet sheet) throws IOException {
        response.setStatus(status);
        response.setContentType(sheet.contentType());
        response.setContentLength(sheet.body().length);
        response.getOutputStream().write(sheet.body());
    }
}
