package io.bursar.gateways.razorpay;

import io.bursar.gateways.GatewaySettings.Account;
import io.bursar.gateways.GatewaySettings.Patience;
import io.bursar.gateways.wire.Json;
import io.bursar.gateways.wire.Multipart;
import io.bursar.gateways.wire.Wire;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Razorpay's API: JSON in and out, key id and secret as Basic. */
final class RazorpayApi implements AutoCloseable {
    private final Wire wire;
    private final String base;
    private final String authorization;

    RazorpayApi(Account account, Patience patience) {
        wire = new Wire(patience);
        base = account.base().toString();
        byte[] login = account.key().reveal().getBytes(StandardCharsets.UTF_8);
        authorization = "Basic " + Base64.getEncoder().encodeToString(login);
    }

    /** What came of a call. */
    sealed interface Reply {
        record Done(Json body) implements Reply {}

        /** @param error Razorpay's error object; not there: something else answered */
        record Failed(int status, Json error) implements Reply {}

        /** There was no connection. */
        record Unreachable(String why) implements Reply {}

        /** Sent, and not answered. */
        record Silent(String why) implements Reply {}
    }

    Reply get(String path) {
        return call("GET", path, null, null);
    }

    Reply post(String path, ObjectNode body) {
        return call("POST", path, body, null);
    }

    /** The same, executed once for a key. */
    Reply post(String path, ObjectNode body, String idempotencyKey) {
        return call("POST", path, body, idempotencyKey);
    }

    Reply put(String path, ObjectNode body) {
        return call("PUT", path, body, null);
    }

    Reply patch(String path, ObjectNode body) {
        return call("PATCH", path, body, null);
    }

    /** Sends a form with a file in it. */
    Reply upload(String path, Multipart form) {
        List<String> headers = List.of("Authorization", authorization, "Content-Type", form.type());
        return reply(wire.send("POST", URI.create(base + "/v1" + path), headers, form.bytes()));
    }

    private Reply call(String method, String path, @Nullable ObjectNode body, @Nullable String key) {
        List<String> headers = new ArrayList<>(List.of("Authorization", authorization));
        if (body != null) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        if (key != null) {
            headers.addAll(List.of("X-Refund-Idempotency", key));
        }
        byte[] content = body == null ? null : body.toString().getBytes(StandardCharsets.UTF_8);
        return reply(wire.send(method, URI.create(base + "/v1" + path), headers, content));
    }

    private static Reply reply(Wire.Reply sent) {
        return switch (sent) {
            case Wire.Reply.Answered answered -> answer(answered);
            case Wire.Reply.Unreachable(String why) -> new Reply.Unreachable(why);
            case Wire.Reply.Silent(String why) -> new Reply.Silent(why);
        };
    }

    private static Reply answer(Wire.Reply.Answered answered) {
        Json body = Json.read(answered.body());
        int status = answered.status();
        if (status < 200 || status >= 300) {
            return new Reply.Failed(status, body.in("error"));
        }
        return body.isThere() ? new Reply.Done(body) : new Reply.Silent("an answer that is no JSON object");
    }

    @Override
    public void close() {
        wire.close();
    }
}
