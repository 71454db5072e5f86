package io.bursar.sandbox.razorpay;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All entities of one kind, in the order they were made; lists show the newest first. */
final class Shelf<T extends Entity> {
    private static final int USUAL = 10;
    private static final int MOST = 100;

    private final Map<String, T> entities = new LinkedHashMap<>();
    private final List<T> order = new ArrayList<>();

    void add(T entity) {
        entities.put(entity.id(), entity);
        order.add(entity);
    }

    @Nullable
    T find(String id) {
        return entities.get(id);
    }

    T get(String id) {
        T found = entities.get(id);
        if (found == null) {
            throw RazorpayProblem.noSuchId();
        }
        return found;
    }

    List<T> all() {
        return order;
    }

    HttpAnswer list(Body query, Predicate<T> wanted) {
        long count = query.integer("count", USUAL);
        if (count < 1 || count > MOST) {
            throw RazorpayProblem.field("count", "The count must be between 1 and 100.");
        }
        long skip = query.integer("skip", 0);
        long from = query.integer("from", 0);
        long to = query.integer("to", Long.MAX_VALUE);
        List<T> found = new ArrayList<>();
        for (int i = order.size() - 1; i >= 0 && found.size() < count; i--) {
            T each = order.get(i);
            if (each.createdAt() >= from && each.createdAt() <= to && wanted.test(each)) {
                if (skip > 0) {
                    skip--;
                } else {
                    found.add(each);
                }
            }
        }
        return collection(found);
    }

    static HttpAnswer collection(List<? extends Entity> entities) {
        JsonWriter json = new JsonWriter().open().put("entity", "collection").put("count", entities.size());
        json.openList("items");
        entities.forEach(entity -> entity.render(json));
        return HttpAnswer.json(200, json.closeList().close().toBytes());
    }
}
