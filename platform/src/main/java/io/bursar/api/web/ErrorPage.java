package io.bursar.api.web;

import io.bursar.api.ErrorCode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The page that {@code doc_url} leads to. */
@Controller
final class ErrorPage {
    static final String PATH = "/docs/errors";

    private static final String PAGE = page();

    @GetMapping(PATH)
    void show(HttpServletResponse response) throws IOException {
        byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
        response.setContentType("text/html;charset=utf-8");
        response.setContentLength(page.length);
        response.getOutputStream().write(page);
    }

    private static String page() {
        StringBuilder html = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>Bursar: errors</title>"
                + "<style>body{font:16px/1.5 system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem}"
                + "dt{font-family:monospace;font-weight:bold;margin-top:1rem}</style><h1>Errors</h1><dl>\n");
        for (ErrorCode code : ErrorCode.values()) {
            String meaning = code.meaning().replace("&", "&amp;").replace("<", "&lt;");
            html.append("<dt id=\"%s\">%s (%d)</dt><dd>%s</dd>%n"
                    .formatted(
                            code.text(),
                            code.text(),
                            code.status(),
                            meaning.replaceAll("`([^`]+)`", "<code>$1</code>")));
        }
        return html.append("</dl></html>\n").toString();
    }
}
