package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.JsonWriter;
import io.bursar.sandbox.text.Tree;
import org.jspecify.annotations.Nullable;

/** Pieces that several objects show alike. */
final class Shown {
    private Shown() {}

    /** An id, or the object itself where the caller asked for it. */
    static void reference(JsonWriter json, String name, @Nullable Item item, Expand expand) {
        if (item == null) {
            json.putNull(name);
        } else if (expand.has(name)) {
            item.render(json.name(name), expand.in(name));
        } else {
            json.put(name, item.id());
        }
    }

    static void address(JsonWriter json, String name, @Nullable Tree address) {
        if (address == null) {
            json.putNull(name);
            return;
        }
        json.open(name);
        for (String part : new String[] {"city", "country", "line1", "line2", "postal_code", "state"}) {
            json.put(part, emptyAsNull(address.text(part)));
        }
        json.close();
    }

    static void billing(JsonWriter json, @Nullable Tree billing) {
        json.open("billing_details");
        Tree given = billing == null ? new Tree() : billing;
        Tree address = given.tree("address");
        address(json, "address", address == null ? new Tree() : address);
        for (String part : new String[] {"email", "name", "phone", "tax_id"}) {
            json.put(part, emptyAsNull(given.text(part)));
        }
        json.close();
    }

    static void shipping(JsonWriter json, @Nullable Tree shipping) {
        if (shipping == null) {
            json.putNull("shipping");
            return;
        }
        json.open("shipping");
        Tree address = shipping.tree("address");
        address(json, "address", address == null ? new Tree() : address);
        for (String part : new String[] {"carrier", "name", "phone", "tracking_number"}) {
            json.put(part, emptyAsNull(shipping.text(part)));
        }
        json.close();
    }

    static @Nullable String emptyAsNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
