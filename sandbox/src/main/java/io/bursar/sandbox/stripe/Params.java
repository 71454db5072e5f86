package io.bursar.sandbox.stripe;

import io.bursar.sandbox.text.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call's parameters, read strictly: what is unknown or malformed is a {@link StripeProblem} that names it. */
final class Params {
    private static final int MAX_METADATA = 50;
    private static final int MAX_METADATA_KEY = 40;
    private static final int MAX_METADATA_VALUE = 500;

    private final Tree tree;
    private final String prefix;

    Params(Tree tree, String prefix) {
        this.tree = tree;
        this.prefix = prefix;
    }

    Tree tree() {
        return tree;
    }

    /** Refuses names that are not in the list; {@code expand} is known everywhere. */
    Params allow(Set<String> names) {
        for (String name : tree.names()) {
            if (!names.contains(name) && !name.equals("expand")) {
                throw StripeProblem.unknown(full(name));
            }
        }
        return this;
    }

    private String full(String name) {
        return prefix.isEmpty() ? name : prefix + "[" + name + "]";
    }

    /** Whether it was sent, be it empty. */
    boolean has(String name) {
        return tree.has(name);
    }

    /** Null when it is absent or empty, which is how forms spell null. */
    @Nullable
    String text(String name) {
        String text = tree.text(name);
        return text == null || text.isEmpty() ? null : text;
    }

    String text(String name, String otherwise) {
        String text = text(name);
        return text == null ? otherwise : text;
    }

    String require(String name) {
        String text = text(name);
        if (text == null) {
            throw StripeProblem.missing(full(name));
        }
        return text;
    }

    /** One of a list, or the other value when it is absent. */
    String oneOf(String name, String otherwise, List<String> allowed) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        if (!allowed.contains(text)) {
            throw StripeProblem.invalid(
                    "Invalid " + full(name) + ": must be one of " + String.join(", ", allowed), full(name));
        }
        return text;
    }

    boolean isTrue(String name) {
        return oneOf(name, "false", List.of("true", "false")).equals("true");
    }

    long integer(String name, long otherwise) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw StripeProblem.invalid("Invalid integer: " + text, full(name))
                    .with("code", "parameter_invalid_integer");
        }
    }

    /** A whole number of 1 or more. */
    long positive(String name) {
        require(name);
        long value = integer(name, 0);
        if (value < 1) {
            throw StripeProblem.invalid("This value must be greater than or equal to 1.", full(name))
                    .with("code", "parameter_invalid_integer");
        }
        return value;
    }

    /** What lies within; empty when there is nothing. */
    Params in(String name) {
        Tree inner = tree.tree(name);
        return new Params(inner == null ? new Tree() : inner, full(name));
    }

    boolean hasTree(String name) {
        return tree.tree(name) != null;
    }

    List<String> texts(String name) {
        Tree inner = tree.tree(name);
        return inner == null ? List.of() : inner.texts();
    }

    /** The metadata as the call leaves it: an empty value takes a key away, empty metadata all of them. */
    Map<String, String> metadata(Map<String, String> before) {
        if (!tree.has("metadata")) {
            return before;
        }
        Tree given = tree.tree("metadata");
        if (given == null) {
            return Map.of();
        }
        Map<String, String> after = new LinkedHashMap<>(before);
        given.leaves().forEach((key, value) -> {
            if (key.length() > MAX_METADATA_KEY || value.length() > MAX_METADATA_VALUE) {
                throw StripeProblem.invalid(
                        "Metadata keys must be at most 40 characters, values at most 500: " + key,
                        "metadata[" + key + "]");
            }
            if (value.isEmpty()) {
                after.remove(key);
            } else {
                after.put(key, value);
            }
        });
        if (after.size() > MAX_METADATA) {
            throw StripeProblem.invalid("Metadata can have at most 50 keys.", "metadata");
        }
        return after;
    }
}
