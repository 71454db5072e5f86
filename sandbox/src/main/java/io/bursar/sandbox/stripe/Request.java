package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.FormText;
import io.bursar.sandbox.world.Call;
import java.util.ArrayList;
import java.util.List;

/**
 * A call, taken apart.
 *
 * @param resource the first part after the version, such as {@code payment_intents}
 * @param route the method and the rest of the path with ids left out, such as {@code POST id/capture}
 * @param id the path's id; empty when it has none
 */
record Request(Call call, String resource, String route, String id, Params params, Expand expand) {
    static Request of(Call call) {
        int mark = call.path().indexOf('?');
        String path = mark < 0 ? call.path() : call.path().substring(0, mark);
        String query = mark < 0 ? "" : call.path().substring(mark + 1);
        List<String> parts = parts(path);
        String id = parts.size() > 2 ? parts.get(2) : "";
        StringBuilder route = new StringBuilder(call.method());
        if (id.equals("search")) {
            route.append(" search");
        } else if (!id.isEmpty()) {
            route.append(" id");
        }
        for (String part : parts.subList(Math.min(3, parts.size()), parts.size())) {
            route.append('/').append(part);
        }
        String form = call.body().isEmpty() ? query : query.isEmpty() ? call.body() : query + "&" + call.body();
        Params params = new Params(FormText.parse(form), "");
        boolean isOurs = parts.size() > 1 && parts.getFirst().equals("v1");
        String resource = isOurs ? parts.get(1) : "";
        return new Request(call, resource, route.toString(), id, params, Expand.of(params.tree()));
    }

    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>(5);
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty()) {
                parts.add(io.bursar.sandbox.http.Percent.decode(part, io.bursar.sandbox.http.Percent.Plus.IS_PLUS));
            }
        }
        return parts;
    }

    String lastPart() {
        return route.substring(route.lastIndexOf('/') + 1);
    }
}
