package io.bursar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether an object has the shape that Stripe publishes: required members are there, each member is known, of its type,
 * null only where it may be. {@code stripe/shapes.json} is a sample of the fields that Stripe's OpenAPI description of
 * 2026-08-26 has.
 */
public final class StripeShapes {
    private static final JsonNode SHAPES = load();

    private StripeShapes() {}

    /** What is wrong with an object. @param shape its name in Stripe's description */
    public static List<String> faults(String shape, JsonNode object) {
        List<String> faults = new ArrayList<>();
        check(shape, object, shape, faults);
        return faults;
    }

    private static JsonNode load() {
        try (InputStream in = StripeShapes.class.getResourceAsStream("/stripe/shapes.json")) {
            return new JsonMapper().readTree(Objects.requireNonNull(in).readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void check(String name, JsonNode object, String where, List<String> faults) {
        JsonNode shape = SHAPES.path(name);
        if (shape.isMissingNode()) {
            return;
        }
        if (!object.isObject()) {
            faults.add(where + " is no object");
            return;
        }
        shape.path("required").forEach(member -> {
            if (!object.has(member.asString())) {
                faults.add(where + " lacks " + member.asString());
            }
        });
        object.properties().forEach(member -> {
            JsonNode known = shape.path("properties").path(member.getKey());
            String inner = where + "." + member.getKey();
            if (known.isMissingNode()) {
                faults.add(inner + " is unknown to Stripe's clients");
            } else {
                checkMember(known, member.getValue(), inner, faults);
            }
        });
    }

    private static void checkMember(JsonNode known, JsonNode value, String where, List<String> faults) {
        if (value.isNull()) {
            if (!known.path("nullable").asBoolean(false)) {
                faults.add(where + " is null");
            }
            return;
        }
        if (known.has("ref")) {
            check(known.path("ref").asString(), value, where, faults);
        } else if (known.has("any")) {
            checkAny(known.path("any"), value, where, faults);
        } else if (!hasType(known.path("type").asString(""), value)) {
            faults.add(where + " is " + value + ", not " + known.path("type"));
        }
        boolean isListed = !known.has("enum");
        for (JsonNode allowed : known.path("enum")) {
            isListed |= allowed.equals(value);
        }
        if (!isListed) {
            faults.add(where + " is " + value + ", none of " + known.path("enum"));
        }
    }

    private static void checkAny(JsonNode alternatives, JsonNode value, String where, List<String> faults) {
        List<String> all = new ArrayList<>();
        for (JsonNode alternative : alternatives) {
            String name = alternative.asString();
            List<String> found = new ArrayList<>();
            if (SHAPES.has(name)) {
                check(name, value, where, found);
            } else if (!hasType(name, value)) {
                found.add(where + " is " + value + ", not " + name);
            }
            if (found.isEmpty()) {
                return;
            }
            all.addAll(found);
        }
        faults.addAll(all);
    }

    private static boolean hasType(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            // A shape that the sample leaves out.
            default -> value.isObject();
        };
    }
}
