package io.bursar.gateways.stripe;

import com.stripe.exception.ApiException;
import com.stripe.exception.StripeException;
import com.stripe.net.HttpClient;
import com.stripe.net.HttpContent;
import com.stripe.net.HttpHeaders;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import io.bursar.gateways.GatewaySettings.Patience;
import io.bursar.gateways.wire.Json;
import io.bursar.gateways.wire.Wire;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries the library's requests. Its own transport repeats a call in silence when a kept connection has died, keeps at
 * most five connections, and says the same of a call that was never sent as of one that was never answered.
 */
final class WireTransport extends HttpClient implements AutoCloseable {
    private final Wire wire;

    WireTransport(Patience patience) {
        wire = new Wire(patience);
    }

    /** What is not a good answer, so that the library hands it through. */
    static final class Failure extends ApiException {
        private static final long serialVersionUID = 1L;
        private final transient StripeApi.Reply reply;

        private Failure(String message, int status, StripeApi.Reply reply) {
            super(message, null, null, status, null);
            this.reply = reply;
        }

        StripeApi.Reply reply() {
            return reply;
        }
    }

    @Override
    public StripeResponse request(StripeRequest request) throws StripeException {
        List<String> headers = new ArrayList<>();
        request.headers()
                .map()
                .forEach((name, values) -> values.forEach(value -> {
                    headers.add(name);
                    headers.add(value);
                }));
        headers.add("User-Agent");
        headers.add(buildUserAgentString(request));
        HttpContent content = request.content();
        byte[] body = null;
        if (content != null) {
            headers.add("Content-Type");
            headers.add(content.contentType());
            body = content.byteArrayContent();
        }
        URI uri = URI.create(request.url().toString().replace("[", "%5B").replace("]", "%5D"));
        return answer(wire.send(request.method().name(), uri, headers, body));
    }

    /** A request of our own making, which the library has none for. */
    StripeResponse post(URI uri, List<String> headers, byte[] body) throws Failure {
        return answer(wire.send("POST", uri, headers, body));
    }

    private static StripeResponse answer(Wire.Reply reply) throws Failure {
        return switch (reply) {
            case Wire.Reply.Answered answered -> answer(answered);
            case Wire.Reply.Unreachable(String why) -> throw new Failure(why, 0, new StripeApi.Reply.Unreachable(why));
            case Wire.Reply.Silent(String why) -> throw new Failure(why, 0, new StripeApi.Reply.Silent(why));
        };
    }

    private static StripeResponse answer(Wire.Reply.Answered answered) throws Failure {
        String body = new String(answered.body(), StandardCharsets.UTF_8);
        int status = answered.status();
        if (status < 200 || status >= 300) {
            throw new Failure(
                    "status " + status,
                    status,
                    new StripeApi.Reply.Failed(status, Json.read(body).in("error")));
        }
        return new StripeResponse(status, HttpHeaders.of(answered.headers()), body);
    }

    @Override
    public void close() {
        wire.close();
    }
}
