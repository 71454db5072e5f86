package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import java.util.HashSet;
import java.util.Set;

/** Answers that every resource gives alike. */
final class Replies {
    private Replies() {}

    static HttpAnswer one(Item item, Request request) {
        JsonWriter json = new JsonWriter();
        item.render(json, request.expand());
        return HttpAnswer.json(200, json.toBytes());
    }

    static HttpAnswer deleted(String id, String object) {
        return HttpAnswer.json(
                200,
                new JsonWriter()
                        .open()
                        .put("id", id)
                        .put("object", object)
                        .put("deleted", true)
                        .close()
                        .toBytes());
    }

    /** A list's parameters: its own and those of all lists. */
    static Params listParams(Request request, Set<String> own) {
        Set<String> all = new HashSet<>(own);
        all.addAll(Listing.PARAMETERS);
        return request.params().allow(all);
    }
}
