package io.bursar.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a schema admits, in words. */
final class Types {
    private Types() {}

    static String words(Part schema) {
        List<String> parts = new ArrayList<>();
        parts.add(kind(schema));
        addRange(parts, schema, "minimum", "maximum", "");
        addRange(parts, schema, "minLength", "maxLength", " characters");
        addRange(parts, schema, "minItems", "maxItems", " items");
        if (schema.has("default")) {
            parts.add("usual: " + schema.at("default").text());
        }
        return String.join(", ", parts);
    }

    private static String kind(Part schema) {
        if (schema.has("const")) {
            return "always " + schema.at("const").text();
        }
        if (schema.has("enum")) {
            return "one of "
                    + schema.at("enum").items().stream().map(Part::text).collect(Collectors.joining(", "));
        }
        if (schema.has("anyOf")) {
            return schema.at("anyOf").items().stream().map(Types::alternative).collect(Collectors.joining(" or "));
        }
        Part type = schema.at("type");
        String words = type.items().isEmpty()
                ? type.text()
                : type.items().stream().map(Part::text).collect(Collectors.joining(" or "));
        if (words.startsWith("array")) {
            return words.replaceFirst("array", "list of " + plural(kind(schema.at("items"))));
        }
        if (schema.at("format").text().equals("date-time")) {
            return words.replace("string", "time");
        }
        if (schema.at("additionalProperties").has("type")) {
            return "names and " + plural(kind(schema.at("additionalProperties")));
        }
        return words.isEmpty() ? "anything" : words;
    }

    /** An object is called by its component's name: {@code an account, expanded}. */
    private static String alternative(Part schema) {
        boolean isObject = schema.at("type").text().equals("object");
        return isObject ? "the " + schema.name().toLowerCase(Locale.ROOT) + ", expanded" : kind(schema);
    }

    private static String plural(String kind) {
        return switch (kind) {
            case "string", "integer", "object" -> kind + "s";
            default -> kind;
        };
    }

    private static void addRange(List<String> parts, Part schema, String least, String most, String unit) {
        boolean hasLeast = schema.has(least);
        boolean hasMost = schema.has(most);
        if (hasLeast && hasMost) {
            parts.add(number(schema.at(least)) + " to " + number(schema.at(most)) + unit);
        } else if (hasLeast) {
            parts.add("at least " + number(schema.at(least)) + unit);
        } else if (hasMost) {
            parts.add("up to " + number(schema.at(most)) + unit);
        }
    }

    private static String number(Part number) {
        return number.value() instanceof Number value
                ? String.format(Locale.ROOT, "%,d", value.longValue()).replace("-", "−")
                : number.text();
    }
}
