package io.bursar.api.web;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers as trees, for those that are changed after they were written; most never are. */
final class Tree {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Tree() {}

    static ObjectNode parse(byte[] json) {
        return (ObjectNode) MAPPER.readTree(json);
    }

    static byte[] write(ObjectNode object) {
        return MAPPER.writeValueAsBytes(object);
    }
}
