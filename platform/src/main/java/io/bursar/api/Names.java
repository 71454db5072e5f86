package io.bursar.api;

/** Full names of parameters, as Stripe writes them: {@code legs[0][amount]}. */
final class Names {
    private Names() {}

    static String member(String path, String name) {
        return path.isEmpty() ? name : path + '[' + name + ']';
    }

    static String element(String path, int index) {
        return path + '[' + index + ']';
    }

    /** {@code legs[0][amount]} in {@code transactions[3]} is {@code transactions[3][legs][0][amount]}. */
    static String inside(String outer, String inner) {
        int bracket = inner.indexOf('[');
        String head = bracket < 0 ? inner : inner.substring(0, bracket);
        String tail = bracket < 0 ? "" : inner.substring(bracket);
        return outer + '[' + head + ']' + tail;
    }
}
