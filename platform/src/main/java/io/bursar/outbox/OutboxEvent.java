package io.bursar.outbox;

import io.bursar.api.Call;
import io.bursar.api.JsonOut;
import io.bursar.api.Rendering;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an object; made by {@link Outbox#event}.
 *
 * @param book of the object, ≥ 1
 * @param type what happened, in Stripe's words: {@code payment_intent.succeeded}
 * @param object id of the object, as callers see it
 * @param body the object as it is then, as JSON
 * @param previous what members that changed were before, as JSON; null unless it is an update
 * @param apiVersion in which the body is
 */
public record OutboxEvent(
        UUID id,
        int book,
        String type,
        String object,
        String body,
        @Nullable String previous,
        String apiVersion,
        Cause cause) {
    /**
     * What it was that made it happen.
     *
     * @param request id of the request; null: none did, as when a provider told of it
     * @param idempotencyKey of that request; null: it had none
     */
    public record Cause(@Nullable String request, @Nullable String idempotencyKey) {
        /** No request of a caller. */
        public static final Cause OURS = new Cause(null, null);

        public static Cause of(Call call) {
            return new Cause(call.requestId(), call.idempotencyKey());
        }
    }

    /** The same, telling what members were before that have changed. @param before the object as it was */
    public OutboxEvent after(Rendering before) {
        String changed = Changes.between(text(before), body);
        return new OutboxEvent(id, book, type, object, body, changed, apiVersion, cause);
    }

    static String text(Rendering rendering) {
        return new String(JsonOut.render(rendering, "", ""), StandardCharsets.UTF_8);
    }
}
