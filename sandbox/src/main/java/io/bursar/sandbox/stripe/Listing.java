package io.bursar.sandbox.stripe;

import io.bursar.sandbox.http.HttpAnswer;
import io.bursar.sandbox.text.JsonWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Pages of objects, newest first, by cursors. */
final class Listing {
    private static final int USUAL = 10;
    private static final int MOST = 100;

    /** What every list takes. */
    static final Set<String> PARAMETERS = Set.of("limit", "starting_after", "ending_before", "created");

    private Listing() {}

    static <T extends Item> HttpAnswer page(Shelf<T> shelf, Request request, Predicate<T> filter) {
        Params params = request.params();
        String after = params.text("starting_after");
        String before = params.text("ending_before");
        if (after != null && before != null) {
            throw StripeProblem.invalid(
                    "You may only specify one of these parameters: starting_after, ending_before.", "starting_after");
        }
        int limit = Math.clamp(params.integer("limit", USUAL), 1, MOST);
        Predicate<T> wanted = filter.and(created(params));
        List<T> found = before == null
                ? older(shelf, after == null ? shelf.size() : cursor(shelf, after, "starting_after"), limit, wanted)
                : newer(shelf, cursor(shelf, before, "ending_before"), limit, wanted);
        boolean hasMore = found.size() > limit;
        List<T> page = hasMore ? found.subList(0, limit) : found;
        if (before != null) {
            page = new ArrayList<>(page);
            Collections.reverse(page);
        }
        JsonWriter json = new JsonWriter().open().put("object", "list").openList("data");
        Expand expand = request.expand().in("data");
        page.forEach(item -> item.render(json, expand));
        json.closeList().put("has_more", hasMore).put("url", url(request));
        return HttpAnswer.json(200, json.close().toBytes());
    }

    static String url(Request request) {
        String path = request.call().path();
        int mark = path.indexOf('?');
        return mark < 0 ? path : path.substring(0, mark);
    }

    private static <T extends Item> int cursor(Shelf<T> shelf, String id, String param) {
        shelf.refer(id, param);
        return shelf.place(id);
    }

    private static <T extends Item> List<T> older(Shelf<T> shelf, int from, long limit, Predicate<T> wanted) {
        List<T> found = new ArrayList<>();
        for (int i = from - 1; i >= 0 && found.size() <= limit; i--) {
            if (wanted.test(shelf.at(i))) {
                found.add(shelf.at(i));
            }
        }
        return found;
    }

    private static <T extends Item> List<T> newer(Shelf<T> shelf, int from, long limit, Predicate<T> wanted) {
        List<T> found = new ArrayList<>();
        for (int i = from + 1; i < shelf.size() && found.size() <= limit; i++) {
            if (wanted.test(shelf.at(i))) {
                found.add(shelf.at(i));
            }
        }
        return found;
    }

    /** {@code created=T} or {@code created[gte]=T} and its like. */
    private static <T extends Item> Predicate<T> created(Params params) {
        if (!params.hasTree("created")) {
            long exactly = params.integer("created", -1);
            return item -> exactly < 0 || item.created() == exactly;
        }
        Params range = params.in("created").allow(Set.of("gt", "gte", "lt", "lte"));
        long least = Math.max(range.integer("gte", 0), range.integer("gt", -1) + 1);
        long below = Math.min(range.integer("lt", Long.MAX_VALUE), range.integer("lte", Long.MAX_VALUE - 1) + 1);
        return item -> item.created() >= least && item.created() < below;
    }
}
