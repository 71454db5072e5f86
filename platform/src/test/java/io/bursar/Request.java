package io.bursar;

import io.bursar.gateways.wire.Multipart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One HTTP request of a test. */
public final class Request {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final RunningBursar bursar;
    private final String method;
    private final String path;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private byte @Nullable [] body;
    private boolean isDocumented = true;

    Request(RunningBursar bursar, String method, String path) {
        this.bursar = bursar;
        this.method = method;
        this.path = path;
    }

    public Request bearer(String key) {
        return header("Authorization", "Bearer " + key);
    }

    public Request header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public Request without(String header) {
        headers.remove(header);
        return this;
    }

    /** Sets the idempotency key. */
    public Request key(String key) {
        return header("Idempotency-Key", key);
    }

    /** JSON with single quotes for double ones. */
    public Request json(String text) {
        return body("application/json", text.replace('\'', '"'));
    }

    public Request form(String text) {
        return body("application/x-www-form-urlencoded", text);
    }

    public Request body(String contentType, String text) {
        return bytes(contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    public Request bytes(String contentType, byte[] bytes) {
        body = bytes;
        return header("Content-Type", contentType);
    }

    /** A file with its purpose. */
    public Request file(String purpose, String name, String type, byte[] content) {
        Multipart form = new Multipart(content).text("purpose", purpose).file("file", name, type, content);
        return bytes(form.type(), form.bytes());
    }

    /** One of which {@code api/openapi.yaml} need not know. */
    public Request undocumented() {
        isDocumented = false;
        return this;
    }

    /** In this version, of which {@code api/openapi.yaml} says nothing unless it is the newest. */
    public Request inVersion(String version) {
        isDocumented = false;
        return header("Bursar-Version", version);
    }

    public Reply send() {
        HttpRequest.Builder builder = HttpRequest.newBuilder(bursar.url(path)).timeout(Duration.ofSeconds(30));
        headers.forEach(builder::header);
        byte[] sent = body;
        builder.method(method, sent == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(sent));
        try {
            Reply reply = new Reply(this, CLIENT.send(builder.build(), BodyHandlers.ofByteArray()));
            if (isDocumented) {
                reply.holdAgainstContract(method, path);
            }
            return reply;
        } catch (IOException failed) {
            throw new UncheckedIOException(this + " failed", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Sends, and expects the status. */
    public Reply expect(int status) {
        return send().expect(status);
    }

    @Override
    public String toString() {
        byte[] sent = body;
        String text = sent == null ? "" : new String(sent, StandardCharsets.UTF_8);
        return method + " " + path + " " + (text.length() > 300 ? text.substring(0, 300) + "…" : text);
    }
}
