package io.bursar.reference;

import io.bursar.reference.Row.Presence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Schemas and parameters as tables. */
final class Rows {
    /** Deeper members are left to the pages of what they belong to. */
    private static final int DEPTH_MAX = 3;

    private final List<Row> rows = new ArrayList<>();
    private final Set<String> within = new HashSet<>();

    private Rows() {}

    /** The members of what a schema describes, those inside them right below. */
    static List<Row> ofSchema(Part schema) {
        Rows rows = new Rows();
        rows.addMembers(schema, 0);
        return List.copyOf(rows.rows);
    }

    /** @param parameters of an operation and of its path */
    static List<Row> ofParameters(List<Part> parameters, String place) {
        List<Row> rows = new ArrayList<>();
        for (Part parameter : parameters) {
            if (parameter.at("in").text().equals(place)) {
                Part schema = parameter.at("schema");
                String says = parameter.has("description")
                        ? parameter.at("description").text()
                        : schema.at("description").text();
                rows.add(new Row(
                        parameter.at("name").text(), Types.words(schema), presence(parameter), Prose.line(says), 0));
            }
        }
        return rows;
    }

    private static Presence presence(Part parameter) {
        return parameter.at("required").isTrue() ? Presence.REQUIRED : Presence.OPTIONAL;
    }

    private void addMembers(Part schema, int depth) {
        Set<String> required =
                schema.at("required").items().stream().map(Part::text).collect(Collectors.toSet());
        schema.at("properties").members().forEach((name, member) -> {
            rows.add(new Row(
                    name,
                    Types.words(member),
                    required.contains(name) ? Presence.REQUIRED : Presence.OPTIONAL,
                    Prose.line(member.at("description").text()),
                    depth));
            Part inner = member.has("items") ? member.at("items") : member;
            boolean isFresh = inner.name().isEmpty() || within.add(inner.name());
            if (inner.has("properties") && isFresh && depth < DEPTH_MAX) {
                addMembers(inner, depth + 1);
            }
            if (isFresh) {
                within.remove(inner.name());
            }
        });
    }
}
