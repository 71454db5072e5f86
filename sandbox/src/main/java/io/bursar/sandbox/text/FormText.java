package io.bursar.sandbox.text;

import io.bursar.sandbox.http.Percent;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code application/x-www-form-urlencoded}, with brackets for what lies within: {@code a[b]=x}, {@code a[0]=x}
 * and {@code a[]=x}. Brackets and anything else may be percent-encoded, or not.
 */
public final class FormText {
    private static final int MAX_DEPTH = 12;

    private FormText() {}

    public static Tree parse(String text) {
        Tree tree = new Tree();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('&', from);
            int to = end < 0 ? text.length() : end;
            if (to > from) {
                add(tree, text.substring(from, to));
            }
            from = to + 1;
        }
        return tree;
    }

    private static void add(Tree tree, String pair) {
        int equals = pair.indexOf('=');
        String name = Percent.decode(equals < 0 ? pair : pair.substring(0, equals), Percent.Plus.IS_SPACE);
        String value = equals < 0 ? "" : Percent.decode(pair.substring(equals + 1), Percent.Plus.IS_SPACE);
        List<String> path = path(name);
        Tree at = tree;
        for (String step : path.subList(0, path.size() - 1)) {
            at = at.child(step.isEmpty() ? Integer.toString(at.size()) : step);
        }
        String last = path.getLast();
        at.put(last.isEmpty() && path.size() > 1 ? Integer.toString(at.size()) : last, value);
    }

    /** {@code a[b][c]} as a, b, c; a name whose brackets do not match is one step. */
    private static List<String> path(String name) {
        int bracket = name.indexOf('[');
        if (bracket <= 0 || !name.endsWith("]")) {
            return List.of(name);
        }
        List<String> path = new ArrayList<>(4);
        path.add(name.substring(0, bracket));
        int from = bracket;
        while (from < name.length() && name.charAt(from) == '[' && path.size() < MAX_DEPTH) {
            int end = name.indexOf(']', from);
            if (end < 0) {
                return List.of(name);
            }
            path.add(name.substring(from + 1, end));
            from = end + 1;
        }
        return from == name.length() ? path : List.of(name);
    }
}
