package io.bursar.gateways.inbox;

import io.bursar.api.JsonOut;
import io.bursar.money.PublicId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A message that is stored.
 *
 * @param number grows in the order of arrival
 * @param headers as one JSON object
 * @param tries how often it was too early
 * @param age since it came or was last replayed, in milliseconds
 */
record Message(
        long number,
        String gateway,
        String event,
        String type,
        String object,
        String headers,
        byte[] body,
        int tries,
        long age) {
    private static final String PREFIX = "whk";

    /** The same, as it is shown. @param body null: not asked for */
    record Shown(
            Message message,
            State state,
            @Nullable String reason,
            Instant sentAt,
            Instant receivedAt,
            @Nullable Instant settledAt,
            boolean withBody) {
        void write(JsonOut out) {
            out.text("id", PublicId.of(PREFIX, message.number()))
                    .text("object", "webhook_message")
                    .text("gateway", message.gateway())
                    .text("event", message.event())
                    .text("type", message.type())
                    .text("about", message.object())
                    .text("state", state.text())
                    .text("reason", reason)
                    .time("sent_at", sentAt)
                    .time("received_at", receivedAt)
                    .time("settled_at", settledAt);
            if (withBody) {
                out.text("headers", message.headers()).text("body", new String(message.body(), StandardCharsets.UTF_8));
            }
        }
    }

    static OptionalLong parse(String id) {
        return PublicId.parse(PREFIX, id);
    }
}
