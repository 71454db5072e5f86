package io.bursar.gateways.wire;

import io.bursar.gateways.GatewaySettings.Patience;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 to one provider. Connections are kept; nothing is repeated, so that a call is made once or not at all; and a
 * call ends within the patience that was given, its answer's body included.
 */
public final class Wire implements AutoCloseable {
    private final HttpClient client;
    private final Patience patience;

    public Wire(Patience patience) {
        this.patience = patience;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience.connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** What came back. */
    public sealed interface Reply {
        /** An answer, whatever it says. @param headers by lower-case name */
        record Answered(int status, Map<String, List<String>> headers, byte[] body) implements Reply {}

        /** There was no connection, so that nothing was sent. */
        record Unreachable(String why) implements Reply {}

        /** It was sent, in whole or in part, and no answer came. */
        record Silent(String why) implements Reply {}
    }

    /**
     * Sends a request.
     *
     * @param headers name, value, name, value …
     * @param body null: none
     */
    public Reply send(String method, URI uri, List<String> headers, byte @Nullable [] body) {
        BodyPublisher content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, content);
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request.build(), BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> answer = sent.get(patience.answer().toNanos(), TimeUnit.NANOSECONDS);
            return new Reply.Answered(answer.statusCode(), answer.headers().map(), answer.body());
        } catch (TimeoutException silent) {
            sent.cancel(true);
            return new Reply.Silent("no answer within " + patience.answer().toMillis() + " ms");
        } catch (InterruptedException stopped) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            return new Reply.Silent("interrupted while waiting");
        } catch (ExecutionException failed) {
            return broken(failed.getCause());
        }
    }

    /** Only what says that there was no connection proves that nothing was sent. */
    private static Reply broken(@Nullable Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof ConnectException
                    || each instanceof HttpConnectTimeoutException
                    || each instanceof UnresolvedAddressException) {
                return new Reply.Unreachable("no connection: " + each.getClass().getSimpleName());
            }
        }
        String kind = cause == null ? "nothing" : cause.getClass().getSimpleName();
        String message = cause instanceof IOException ? ": " + cause.getMessage() : "";
        return new Reply.Silent(kind + message);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
