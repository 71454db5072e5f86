package io.bursar.sandbox.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Named values within each other, as a form ({@code card[token]=tok_visa}) or a JSON object spells them. Leaves are
 * texts; JSON's numbers and truths keep their spelling, and null is an empty text, as it is in forms. A list is a tree
 * whose names are 0, 1, 2, …
 */
public final class Tree {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** A leaf's text; null when there is none of that name, or it is no leaf. */
    public @Nullable String text(String name) {
        return values.get(name) instanceof String text ? text : null;
    }

    /** The tree of that name; null when there is none, or it is a leaf. */
    public @Nullable Tree tree(String name) {
        return values.get(name) instanceof Tree tree ? tree : null;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Iterable<String> names() {
        return List.copyOf(values.keySet());
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The leaves, in order, whatever their names: what a list holds. */
    public List<String> texts() {
        return values.values().stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    /** The leaves by name. */
    public Map<String, String> leaves() {
        Map<String, String> leaves = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (value instanceof String text) {
                leaves.put(name, text);
            }
        });
        return leaves;
    }

    /** Whether the names are those of a list. */
    boolean isList() {
        return !values.isEmpty() && values.keySet().stream().allMatch(name -> name.matches("\\d+"));
    }

    void put(String name, Object value) {
        values.put(name, value);
    }

    /** The tree of that name, made when it is not there yet; a leaf of that name gives way. */
    Tree child(String name) {
        if (values.get(name) instanceof Tree tree) {
            return tree;
        }
        Tree child = new Tree();
        values.put(name, child);
        return child;
    }

    int size() {
        return values.size();
    }

    /** One text for all ways to write the same values in another order. */
    public String canonical() {
        StringBuilder canonical = new StringBuilder(128);
        append(canonical);
        return canonical.toString();
    }

    private void append(StringBuilder to) {
        new TreeMap<>(values).forEach((name, value) -> {
            to.append(name.length()).append(':').append(name);
            if (value instanceof Tree tree) {
                to.append('{');
                tree.append(to);
                to.append('}');
            } else {
                String text = value.toString();
                to.append('=').append(text.length()).append(':').append(text).append(';');
            }
        });
    }

    void writeTo(JsonWriter json) {
        boolean isList = isList();
        if (isList) {
            json.openList();
        } else {
            json.open();
        }
        values.forEach((name, value) -> {
            if (!isList) {
                json.name(name);
            }
            if (value instanceof Tree tree) {
                tree.writeTo(json);
            } else {
                json.add(value.toString());
            }
        });
        if (isList) {
            json.closeList();
        } else {
            json.close();
        }
    }
}
