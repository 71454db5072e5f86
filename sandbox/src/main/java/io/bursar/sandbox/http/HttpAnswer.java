package io.bursar.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One answer.
 *
 * @param headers names and values in turn; length and connection are added by the server
 */
public record HttpAnswer(int status, String contentType, List<String> headers, byte[] body) {
    private static final String JSON = "application/json";
    private static final String HTML = "text/html; charset=utf-8";

    public static HttpAnswer json(int status, byte[] body) {
        return new HttpAnswer(status, JSON, List.of(), body);
    }

    public static HttpAnswer json(int status, String body) {
        return json(status, body.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpAnswer text(String contentType, String body) {
        return new HttpAnswer(200, contentType, List.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpAnswer page(int status, String html) {
        return new HttpAnswer(status, HTML, List.of(), html.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a browser elsewhere, by GET. */
    public static HttpAnswer seeOther(String location) {
        return new HttpAnswer(303, HTML, List.of("Location", location), new byte[0]);
    }

    public HttpAnswer with(List<String> more) {
        List<String> all = new ArrayList<>(headers.size() + more.size());
        all.addAll(headers);
        all.addAll(more);
        return new HttpAnswer(status, contentType, all, body);
    }
}
