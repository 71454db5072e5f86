package io.bursar.outbox;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What changed between two states of an object, told as Stripe does: the old values of what is different now. */
final class Changes {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Changes() {}

    static String between(String before, String now) {
        return MAPPER.writeValueAsString(
                between((ObjectNode) MAPPER.readTree(before), (ObjectNode) MAPPER.readTree(now)));
    }

    /** Groups are compared inside; a member that was not there is told as null. */
    private static ObjectNode between(ObjectNode before, ObjectNode now) {
        ObjectNode changed = MAPPER.createObjectNode();
        before.properties().forEach(member -> {
            JsonNode old = member.getValue();
            JsonNode fresh = now.path(member.getKey());
            if (old instanceof ObjectNode oldGroup && fresh instanceof ObjectNode freshGroup) {
                ObjectNode inner = between(oldGroup, freshGroup);
                if (!inner.isEmpty()) {
                    changed.set(member.getKey(), inner);
                }
            } else if (!old.equals(fresh)) {
                changed.set(member.getKey(), old);
            }
        });
        now.propertyNames().stream().filter(name -> !before.has(name)).forEach(changed::putNull);
        return changed;
    }
}
