package io.bursar.gateways.stripe;

import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.net.ApiResource.RequestMethod;
import com.stripe.net.RawRequestOptions;
import com.stripe.net.StripeResponse;
import io.bursar.gateways.GatewaySettings.Account;
import io.bursar.gateways.GatewaySettings.Patience;
import io.bursar.gateways.wire.Json;
import io.bursar.gateways.wire.Multipart;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's library with its raw calls: it makes the requests, and what it would otherwise do with answers is left out,
 * because making its objects of them costs more than all the rest of a call.
 */
final class StripeApi implements AutoCloseable {
    private final StripeClient client;
    private final WireTransport transport;
    private final String authorization;
    private final String files;

    static {
        // Tells Stripe with each request how long the one before it took.
        Stripe.enableTelemetry = false;
    }

    StripeApi(Account account, Patience patience) {
        transport = new WireTransport(patience);
        authorization = "Bearer " + account.key().reveal();
        // Stripe takes files at an address of its own.
        files = account.base().toString().replace("//api.stripe.com", "//files.stripe.com");
        client = StripeClient.builder()
                .setApiKey(account.key().reveal())
                .setApiBase(account.base().toString())
                .setMaxNetworkRetries(0)
                .setHttpClient(transport)
                .build();
    }

    /** What came of a call. */
    sealed interface Reply {
        record Done(Json body) implements Reply {}

        /** @param error Stripe's error object; not there: something else answered */
        record Failed(int status, Json error) implements Reply {}

        /** There was no connection. */
        record Unreachable(String why) implements Reply {}

        /** Sent, and not answered. */
        record Silent(String why) implements Reply {}
    }

    Reply post(String path, Form form, String key) {
        return call(RequestMethod.POST, path, form.text(), key);
    }

    Reply get(String path, Form query) {
        String text = query.text();
        return call(RequestMethod.GET, text.isEmpty() ? path : path + "?" + text, null, null);
    }

    /** Sends a form with a file in it. */
    Reply upload(String path, Multipart form, String key) {
        List<String> headers = List.of(
                "Authorization",
                authorization,
                "Content-Type",
                form.type(),
                "Stripe-Version",
                Stripe.API_VERSION,
                "Idempotency-Key",
                key);
        try {
            Json body = Json.read(transport
                    .post(URI.create(files + path), headers, form.bytes())
                    .body());
            return body.isThere() ? new Reply.Done(body) : new Reply.Silent("an answer that is no JSON object");
        } catch (WireTransport.Failure failure) {
            return failure.reply();
        }
    }

    private Reply call(RequestMethod method, String path, @Nullable String content, @Nullable String key) {
        RawRequestOptions.RawRequestOptionsBuilder options = RawRequestOptions.builder();
        options.setIdempotencyKey(key);
        try {
            StripeResponse answer = client.rawRequest(method, path, content, options.build());
            Json body = Json.read(answer.body());
            return body.isThere() ? new Reply.Done(body) : new Reply.Silent("an answer that is no JSON object");
        } catch (WireTransport.Failure failure) {
            return failure.reply();
        } catch (StripeException unforeseen) {
            // The library itself raises these before or after the transport has done its work.
            return new Reply.Silent(unforeseen.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
