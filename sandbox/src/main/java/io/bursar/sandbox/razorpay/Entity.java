package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.text.JsonWriter;

/** An object of Razorpay's. */
interface Entity {
    String id();

    /** Seconds since 1970. */
    long createdAt();

    /** The word under which webhooks and lists carry it, such as {@code payment}. */
    String kind();

    void render(JsonWriter json);

    default byte[] bytes() {
        JsonWriter json = new JsonWriter();
        render(json);
        return json.toBytes();
    }
}
