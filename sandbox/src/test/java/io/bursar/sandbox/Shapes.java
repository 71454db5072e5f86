package io.bursar.sandbox;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Holds JSON against Stripe's published schemas ({@code stripe/shapes.json}: the objects played here, reduced from
 * Stripe's OpenAPI description): every member known, of the right type, null only where it may be, none missing.
 */
final class Shapes {
    private static final JsonObject SHAPES = read();

    private final List<String> faults = new ArrayList<>();

    private Shapes() {}

    private static JsonObject read() {
        try (InputStream in = Objects.requireNonNull(Shapes.class.getResourceAsStream("/stripe/shapes.json"))) {
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .getAsJsonObject()
                    .getAsJsonObject("shapes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with an answer's body; empty when nothing is. */
    static List<String> check(JsonObject body) {
        Shapes shapes = new Shapes();
        shapes.known(body, "");
        return shapes.faults;
    }

    private void known(JsonObject body, String at) {
        String object = body.has("object") ? body.get("object").getAsString() : "error";
        if (object.equals("list") || object.equals("search_result")) {
            list(body, at);
            return;
        }
        boolean isDeleted = body.has("deleted");
        String shape = isDeleted ? "deleted_" + object : object.replaceFirst("^radar\\.", "");
        if (!SHAPES.has(shape)) {
            faults.add(at + ": no shape for " + shape);
            return;
        }
        shape(SHAPES.getAsJsonObject(shape), body, at + shape);
        if (object.equals("event")) {
            known(body.getAsJsonObject("data").getAsJsonObject("object"), at + "event.data.object:");
        }
    }

    private void list(JsonObject body, String at) {
        for (String name : List.of("data", "has_more", "url")) {
            if (!body.has(name)) {
                faults.add(at + "list." + name + " is missing");
            }
        }
        int i = 0;
        for (JsonElement item : body.getAsJsonArray("data")) {
            known(item.getAsJsonObject(), at + "data[" + i + "]:");
            i++;
        }
    }

    private void shape(JsonObject shape, JsonElement value, String at) {
        if (value.isJsonNull()) {
            if (!shape.has("nullable")) {
                faults.add(at + " is null and must not be");
            }
            return;
        }
        if (shape.has("$ref")) {
            shape(SHAPES.getAsJsonObject(shape.get("$ref").getAsString()), value, at);
        } else if (shape.has("anyOf")) {
            anyOf(shape.getAsJsonArray("anyOf"), value, at);
        } else if (shape.has("type")) {
            typed(shape, value, at);
        }
    }

    private void anyOf(JsonArray choices, JsonElement value, String at) {
        List<String> first = List.of();
        for (JsonElement choice : choices) {
            Shapes attempt = new Shapes();
            attempt.shape(choice.getAsJsonObject(), value, at);
            if (attempt.faults.isEmpty()) {
                return;
            }
            first = attempt.faults.size() < first.size() || first.isEmpty() ? attempt.faults : first;
        }
        faults.addAll(first);
    }

    private void typed(JsonObject shape, JsonElement value, String at) {
        switch (shape.get("type").getAsString()) {
            case "object" -> object(shape, value, at);
            case "array" -> {
                if (!value.isJsonArray()) {
                    faults.add(at + " is no list");
                    return;
                }
                for (JsonElement item : value.getAsJsonArray()) {
                    shape(shape.getAsJsonObject("items"), item, at + "[]");
                }
            }
            case "string" -> string(shape, value, at);
            case "boolean" ->
                expect(value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean(), at, "a truth", value);
            case "integer" ->
                expect(value.isJsonPrimitive() && value.toString().matches("-?\\d+"), at, "a whole number", value);
            case "number" ->
                expect(value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber(), at, "a number", value);
            default -> faults.add(at + ": a type that this check does not know");
        }
    }

    private void string(JsonObject shape, JsonElement value, String at) {
        boolean isText = value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
        expect(isText, at, "a text", value);
        if (isText && shape.has("enum") && !shape.getAsJsonArray("enum").contains(value)) {
            faults.add(at + " is " + value + ", none of " + shape.get("enum"));
        }
    }

    private void expect(boolean isRight, String at, String what, JsonElement value) {
        if (!isRight) {
            faults.add(at + " should be " + what + ", is " + value);
        }
    }

    private void object(JsonObject shape, JsonElement value, String at) {
        if (!value.isJsonObject()) {
            faults.add(at + " is no object");
            return;
        }
        JsonObject properties = shape.getAsJsonObject("properties");
        if (shape.has("required")) {
            for (JsonElement name : shape.getAsJsonArray("required")) {
                if (!value.getAsJsonObject().has(name.getAsString())) {
                    faults.add(at + "." + name.getAsString() + " is missing");
                }
            }
        }
        if (properties == null) {
            return;
        }
        for (Map.Entry<String, JsonElement> member : value.getAsJsonObject().entrySet()) {
            JsonObject expected = properties.getAsJsonObject(member.getKey());
            if (expected == null) {
                faults.add(at + "." + member.getKey() + " is unknown to Stripe");
            } else {
                shape(expected, member.getValue(), at + "." + member.getKey());
            }
        }
    }
}
