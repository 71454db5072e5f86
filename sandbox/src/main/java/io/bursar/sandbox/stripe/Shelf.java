package io.bursar.sandbox.stripe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All objects of one kind, in the order they were made. */
final class Shelf<T extends Item> {
    private final List<T> items = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final String kind;

    /** @param kind as errors name it, such as {@code payment_intent} */
    Shelf(String kind) {
        this.kind = kind;
    }

    void add(T item) {
        places.put(item.id(), items.size());
        items.add(item);
    }

    @Nullable
    T find(String id) {
        Integer place = places.get(id);
        return place == null ? null : items.get(place);
    }

    /** The object that the path names, or 404. */
    T get(String id, String param) {
        T item = find(id);
        if (item == null) {
            throw StripeProblem.noSuch(404, kind, id, param);
        }
        return item;
    }

    /** The object that a parameter names, or 400. */
    T refer(String id, String param) {
        T item = find(id);
        if (item == null) {
            throw StripeProblem.noSuch(400, kind, id, param);
        }
        return item;
    }

    /** Where the object of that id stands, or -1. */
    int place(String id) {
        return places.getOrDefault(id, -1);
    }

    int size() {
        return items.size();
    }

    T at(int place) {
        return items.get(place);
    }
}
