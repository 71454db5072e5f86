package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;

/** An object of Stripe's that has an id. */
interface Item {
    String id();

    /** When it was made, in seconds since 1970. */
    long created();

    /** Writes the object as a value. */
    void render(JsonWriter json, Expand expand);

    /** The object as a JSON text of its own, nothing expanded. */
    default byte[] snapshot() {
        JsonWriter json = new JsonWriter();
        render(json, Expand.NONE);
        return json.toBytes();
    }
}
