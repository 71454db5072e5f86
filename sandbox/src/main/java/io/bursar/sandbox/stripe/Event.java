package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;
import org.jspecify.annotations.Nullable;

/** Something that happened, with the object as it was then. */
final class Event implements Item {
    private final String id;
    private final long created;
    final String type;
    final String about;
    private final byte[] object;
    private final byte @Nullable [] previous;
    private final @Nullable String requestId;
    private final @Nullable String key;
    int pending;

    /** What led to it; both null when it happened by itself. */
    record Cause(@Nullable String requestId, @Nullable String key) {}

    /** The object as it is, and the changed members as they were; null when it is new. */
    record Change(byte[] object, byte @Nullable [] previous, String about) {}

    Event(String id, long created, String type, Change change, Cause cause) {
        this.id = id;
        this.created = created;
        this.type = type;
        object = change.object();
        previous = change.previous();
        about = change.about();
        requestId = cause.requestId();
        key = cause.key();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long created() {
        return created;
    }

    @Override
    public void render(JsonWriter json, Expand expand) {
        render(json, StripeGateway.VERSION);
    }

    void render(JsonWriter json, String version) {
        json.open()
                .put("id", id)
                .put("object", "event")
                .put("api_version", version)
                .put("created", created);
        json.open("data").putRaw("object", object);
        if (previous != null) {
            json.putRaw("previous_attributes", previous);
        }
        json.close().put("livemode", false).put("pending_webhooks", pending);
        json.open("request").put("id", requestId).put("idempotency_key", key).close();
        json.put("type", type).close();
    }
}
