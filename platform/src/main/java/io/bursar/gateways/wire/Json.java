package io.bursar.gateways.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An object of a provider's. A member that is missing, null or of another kind than asked for reads as not there:
 * whoever cannot do without it says so.
 */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Json NOTHING = new Json(null);

    private final @Nullable JsonNode node;

    private Json(@Nullable JsonNode node) {
        this.node = node;
    }

    /** Empty when the bytes are not one JSON object. */
    public static Json read(byte[] bytes) {
        try {
            return of(MAPPER.readTree(bytes));
        } catch (JacksonException unreadable) {
            return NOTHING;
        }
    }

    /** Empty when the text is not one JSON object. */
    public static Json read(String text) {
        try {
            return of(MAPPER.readTree(text));
        } catch (JacksonException unreadable) {
            return NOTHING;
        }
    }

    private static Json of(@Nullable JsonNode node) {
        return node != null && node.isObject() ? new Json(node) : NOTHING;
    }

    private @Nullable JsonNode at(String name) {
        return node == null ? null : node.get(name);
    }

    /** Whether there is an object at all. */
    public boolean isThere() {
        return node != null;
    }

    /** An object within; a text where an object may be expanded is none. */
    public Json in(String name) {
        return of(at(name));
    }

    public @Nullable String text(String name) {
        JsonNode found = at(name);
        return found != null && found.isString() ? found.asString() : null;
    }

    public String text(String name, String otherwise) {
        String found = text(name);
        return found == null ? otherwise : found;
    }

    /** @throws Lacking when it is not there */
    public String require(String name) {
        String found = text(name);
        if (found == null) {
            throw new Lacking(name);
        }
        return found;
    }

    /** The id of an object that may be expanded or not. */
    public @Nullable String id(String name) {
        String text = text(name);
        return text == null ? in(name).text("id") : text;
    }

    public long number(String name, long otherwise) {
        JsonNode found = at(name);
        return found != null && found.isIntegralNumber() && found.canConvertToLong() ? found.longValue() : otherwise;
    }

    /** @throws Lacking when it is not there */
    public long requireNumber(String name) {
        JsonNode found = at(name);
        if (found == null || !found.isIntegralNumber() || !found.canConvertToLong()) {
            throw new Lacking(name);
        }
        return found.longValue();
    }

    public boolean isTrue(String name) {
        JsonNode found = at(name);
        return found != null && found.isBoolean() && found.booleanValue();
    }

    /** The objects of an array; empty when it is none. */
    public List<Json> list(String name) {
        JsonNode found = at(name);
        List<Json> items = new ArrayList<>();
        if (found != null && found.isArray()) {
            found.forEach(item -> items.add(of(item)));
        }
        return items;
    }

    /** Members that are texts, in the order of their names. */
    public Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        if (node != null) {
            node.properties().forEach(member -> {
                if (member.getValue().isString()) {
                    texts.put(member.getKey(), member.getValue().asString());
                }
            });
        }
        return texts;
    }

    /** As it was sent, but for white space. */
    public String source() {
        return node == null ? "{}" : node.toString();
    }

    /** A provider's object without something that nobody can do without. */
    public static final class Lacking extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Lacking(String name) {
            super("there is no usable " + name, null, false, false);
        }
    }
}
