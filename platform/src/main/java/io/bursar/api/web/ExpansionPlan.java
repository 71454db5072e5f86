package io.bursar.api.web;

import io.bursar.api.Caller;
import io.bursar.api.ExpansionSource;
import io.bursar.api.JsonOut;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of an answer is to be expanded, as a tree. Each of its branches is loaded once, whatever the number of items,
 * and each object of a branch once.
 */
final class ExpansionPlan {
    private final Map<Branch, ExpansionPlan> branches = new LinkedHashMap<>();

    private record Branch(String path, ExpansionSource source) {}

    /** A place where an object stands for its id. */
    private record Place(ObjectNode holder, String member, String key) {}

    boolean isEmpty() {
        return branches.isEmpty();
    }

    ExpansionPlan then(String path, ExpansionSource source) {
        return branches.computeIfAbsent(new Branch(path, source), fresh -> new ExpansionPlan());
    }

    /** Puts the objects into the answer. */
    void apply(ObjectNode answer, Caller caller) {
        apply(List.of(answer), caller);
    }

    private void apply(List<ObjectNode> objects, Caller caller) {
        branches.forEach((branch, next) -> next.apply(expand(branch, objects, caller), caller));
    }

    /** @return the objects that were put in, each as often as it stands there */
    private static List<ObjectNode> expand(Branch branch, List<ObjectNode> objects, Caller caller) {
        List<Place> places = new ArrayList<>();
        List<String> steps = List.of(branch.path().split("\\.", -1));
        objects.forEach(object -> find(branch.source(), object, steps, places));
        Set<String> keys = places.stream().map(Place::key).collect(Collectors.toCollection(LinkedHashSet::new));
        Map<String, byte[]> loaded = new HashMap<>();
        if (!keys.isEmpty()) {
            branch.source()
                    .load(keys, caller)
                    .forEach((key, rendering) -> loaded.put(key, JsonOut.render(rendering, "", "")));
        }
        List<ObjectNode> put = new ArrayList<>();
        for (Place place : places) {
            byte[] found = loaded.get(place.key());
            if (found != null) {
                ObjectNode object = Tree.parse(found);
                place.holder().set(place.member(), object);
                put.add(object);
            }
        }
        return put;
    }

    private static void find(ExpansionSource source, JsonNode at, List<String> steps, List<Place> places) {
        if (at.isArray()) {
            at.forEach(item -> find(source, item, steps, places));
        } else if (at instanceof ObjectNode object) {
            String member = steps.getFirst();
            JsonNode value = object.path(member);
            if (steps.size() > 1) {
                find(source, value, steps.subList(1, steps.size()), places);
            } else if (value.isString()) {
                source.key(value.asString(), object).ifPresent(key -> places.add(new Place(object, member, key)));
            }
        }
    }
}
