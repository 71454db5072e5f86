package io.bursar;

import io.bursar.tidy.Tidy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * {@code api/openapi.yaml}, and whether an answer is what it says. Every answer that any test gets is held against it.
 */
final class Contract {
    private static final Map<String, Object> DOCUMENT = load();
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private Contract() {}

    /** One method of one path. */
    record Operation(String method, String path, Map<String, Object> content) {
        /** The example of its JSON body; empty when it has none. */
        Optional<Object> requestExample() {
            return at(content, "requestBody", "content", "application/json", "example");
        }

        /** The schema of its JSON body. */
        Optional<Object> requestSchema() {
            return at(content, "requestBody", "content", "application/json", "schema");
        }

        Map<String, Object> responses() {
            return map(content.get("responses"));
        }

        boolean matches(String requestMethod, String requestPath) {
            String pattern = path.replaceAll("\\{\\w+}", "[^/]+");
            return method.equals(requestMethod) && Pattern.matches(pattern, requestPath);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        map(DOCUMENT.get("paths")).forEach((path, item) -> {
            for (String method : METHODS) {
                Object content = map(item).get(method);
                if (content != null) {
                    operations.add(new Operation(method.toUpperCase(java.util.Locale.ROOT), path, map(content)));
                }
            }
        });
        return operations;
    }

    /** Fails when the answer is not documented; requests to no documented route are left alone. */
    static void check(String method, String pathAndQuery, int status, Object body) {
        String path = pathAndQuery.replaceAll("\\?.*", "");
        // A fixed path goes before one with variables.
        operations().stream()
                .filter(operation -> operation.matches(method, path))
                .min(java.util.Comparator.comparing(
                        operation -> operation.path().contains("{") ? 1 : 0))
                .ifPresent(operation -> check(operation, status, body));
    }

    private static void check(Operation operation, int status, Object body) {
        Object response = operation.responses().get(String.valueOf(status));
        if (response == null) {
            throw new AssertionError(
                    operation + " answered " + status + ", which api/openapi.yaml does not know: " + body);
        }
        // A text is no JSON: it is what another content type of the answer says.
        String type = body instanceof String
                        && at(map(resolve(response)), "content", "text/csv").isPresent()
                ? "text/csv"
                : "application/json";
        Optional<Object> schema = at(map(resolve(response)), "content", type, "schema");
        List<String> faults = new ArrayList<>();
        schema.ifPresent(known -> validate(known, body, "", faults));
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    operation + " answered " + status + " not as api/openapi.yaml says: " + faults + " in " + body);
        }
    }

    /** What is wrong with a value, by the parts of JSON Schema that the document uses. */
    static void validate(Object schemaOrReference, @Nullable Object value, String where, List<String> faults) {
        Map<String, Object> schema = map(resolve(schemaOrReference));
        if (!hasType(schema.get("type"), value)) {
            faults.add(where + " is " + value + ", not " + schema.get("type"));
            return;
        }
        if (schema.get("anyOf") instanceof List<?> alternatives) {
            validateAny(alternatives, value, where, faults);
        }
        if (schema.containsKey("const") && !schema.get("const").equals(value)) {
            faults.add(where + " is " + value + ", not " + schema.get("const"));
        }
        if (schema.get("enum") instanceof Collection<?> allowed && !allowed.contains(value)) {
            faults.add(where + " is " + value + ", none of " + allowed);
        }
        switch (value) {
            case String text -> validateText(schema, text, where, faults);
            case Number number -> validateNumber(schema, number.longValue(), where, faults);
            case List<?> list -> validateList(schema, list, where, faults);
            case Map<?, ?> object -> validateObject(schema, map(object), where, faults);
            case null, default -> {}
        }
    }

    private static void validateAny(List<?> alternatives, @Nullable Object value, String where, List<String> faults) {
        List<String> all = new ArrayList<>();
        for (Object alternative : alternatives) {
            List<String> found = new ArrayList<>();
            validate(alternative, value, where, found);
            if (found.isEmpty()) {
                return;
            }
            all.addAll(found);
        }
        faults.addAll(all);
    }

    private static void validateText(Map<String, Object> schema, String text, String where, List<String> faults) {
        if (schema.get("pattern") instanceof String pattern
                && !Pattern.compile(pattern).matcher(text).find()) {
            faults.add(where + " is " + text + ", not like " + pattern);
        }
        if (schema.get("maxLength") instanceof Integer most && text.length() > most) {
            faults.add(where + " is longer than " + most);
        }
        if ("date-time".equals(schema.get("format"))
                && !text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z")) {
            faults.add(where + " is no time to the microsecond: " + text);
        }
    }

    private static void validateNumber(Map<String, Object> schema, long number, String where, List<String> faults) {
        boolean below = schema.get("minimum") instanceof Number least && number < least.longValue();
        boolean above = schema.get("maximum") instanceof Number most && number > most.longValue();
        if (below || above) {
            faults.add(where + " is " + number + ", out of range");
        }
    }

    private static void validateList(Map<String, Object> schema, List<?> list, String where, List<String> faults) {
        boolean few = schema.get("minItems") instanceof Integer least && list.size() < least;
        boolean many = schema.get("maxItems") instanceof Integer most && list.size() > most;
        if (few || many) {
            faults.add(where + " has " + list.size() + " items");
        }
        for (int i = 0; i < list.size(); i++) {
            if (schema.get("items") != null) {
                validate(schema.get("items"), list.get(i), where + "[" + i + "]", faults);
            }
        }
    }

    private static void validateObject(
            Map<String, Object> schema, Map<String, Object> object, String where, List<String> faults) {
        Map<String, Object> properties = map(schema.getOrDefault("properties", Map.of()));
        if (schema.get("required") instanceof Collection<?> required) {
            required.stream()
                    .filter(name -> !object.containsKey(name))
                    .forEach(name -> faults.add(where + " lacks " + name));
        }
        object.forEach((name, member) -> {
            String inner = where + "/" + name;
            if (properties.containsKey(name)) {
                validate(properties.get(name), member, inner, faults);
            } else if (schema.get("additionalProperties") instanceof Map<?, ?> any) {
                validate(any, member, inner, faults);
            } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
                faults.add(inner + " is not documented");
            }
        });
    }

    private static boolean hasType(@Nullable Object type, @Nullable Object value) {
        return switch (type) {
            case null -> true;
            case Collection<?> types -> types.stream().anyMatch(one -> hasType(one, value));
            default ->
                switch (type.toString()) {
                    case "string" -> value instanceof String;
                    case "integer" -> value instanceof Integer || value instanceof Long;
                    case "boolean" -> value instanceof Boolean;
                    case "array" -> value instanceof List;
                    case "object" -> value instanceof Map;
                    case "null" -> value == null;
                    default -> throw new AssertionError("this test knows no type " + type);
                };
        };
    }

    /** Schemas by name. */
    static Map<String, Map<String, Object>> schemas() {
        Map<String, Map<String, Object>> schemas = new LinkedHashMap<>();
        map(map(DOCUMENT.get("components")).get("schemas")).forEach((name, schema) -> schemas.put(name, map(schema)));
        return schemas;
    }

    static Object resolve(Object node) {
        if (node instanceof Map<?, ?> map && map.get("$ref") instanceof String reference) {
            Object found = DOCUMENT;
            for (String step : reference.substring(2).split("/", -1)) {
                found = map(found).get(step);
                if (found == null) {
                    throw new AssertionError("api/openapi.yaml refers to " + reference + ", which it lacks");
                }
            }
            return resolve(found);
        }
        return node;
    }

    /** Names of components that nothing refers to. */
    static Collection<String> unusedComponents(String text) {
        Collection<String> unused = new TreeSet<>();
        map(DOCUMENT.get("components"))
                .forEach((kind, components) -> map(components).keySet().stream()
                        .map(name -> "#/components/" + kind + "/" + name)
                        .filter(reference -> !kind.equals("securitySchemes") && !text.contains("'" + reference + "'"))
                        .forEach(unused::add));
        return unused;
    }

    static String text() {
        try {
            return Files.readString(Tidy.repositoryRoot().resolve("api/openapi.yaml"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Map<String, Object> load() {
        return map(new Yaml().load(text()));
    }

    static Optional<Object> at(Map<String, Object> node, String... steps) {
        Object found = node;
        for (String step : steps) {
            found = found == null ? null : map(resolve(found)).get(step);
        }
        return Optional.ofNullable(found);
    }

    static Map<String, Object> map(@Nullable Object node) {
        if (!(node instanceof Map<?, ?> map)) {
            throw new AssertionError("expected a mapping in api/openapi.yaml, found " + node);
        }
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((name, value) -> named.put(String.valueOf(name), value));
        return named;
    }
}
