package io.bursar.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code application/x-www-form-urlencoded} bodies and query strings with nested names, as Stripe's clients write
 * them: {@code legs[0][amount]=5}, {@code currencies[]=inr}, {@code metadata[order]=7}. Lists are kept as maps from
 * index to element.
 */
final class FormText {
    private FormText() {}

    static Group parse(String encoded) {
        Group root = Group.empty();
        int from = 0;
        while (from < encoded.length()) {
            int end = encoded.indexOf('&', from);
            int to = end < 0 ? encoded.length() : end;
            if (to > from) {
                put(root, encoded.substring(from, to));
            }
            from = to + 1;
        }
        return root;
    }

    private static void put(Group root, String pair) {
        int equals = pair.indexOf('=');
        String name = Texts.admit(decode(equals < 0 ? pair : pair.substring(0, equals), "body"), "body");
        String value = Texts.admit(equals < 0 ? "" : decode(pair.substring(equals + 1), name), name);
        List<String> steps = steps(name);
        Group at = root;
        for (String step : steps.subList(0, steps.size() - 1)) {
            at = descend(at, step, name);
        }
        String last = steps.getLast().isEmpty() ? String.valueOf(at.members().size()) : steps.getLast();
        if (at.members().putIfAbsent(last, value) != null) {
            throw Problem.of(ErrorCode.PARAMETER_DUPLICATE, "The parameter was sent twice.", name)
                    .asException();
        }
    }

    private static Group descend(Group at, String step, String name) {
        String key = step.isEmpty() ? String.valueOf(at.members().size()) : step;
        if (at.members().computeIfAbsent(key, absent -> Group.empty()) instanceof Group child) {
            return child;
        }
        throw Problem.of(ErrorCode.PARAMETER_DUPLICATE, "The parameter is sent both as a value and as a group.", name)
                .asException();
    }

    /** {@code a[b][]} is a, b and the empty step. */
    private static List<String> steps(String name) {
        List<String> steps = new ArrayList<>();
        int bracket = name.indexOf('[');
        steps.add(bracket < 0 ? name : name.substring(0, bracket));
        for (int at = bracket; at >= 0 && at < name.length(); ) {
            int close = name.indexOf(']', at);
            if (name.charAt(at) != '[' || close < 0) {
                throw malformed(name);
            }
            steps.add(name.substring(at + 1, close));
            at = close + 1;
        }
        if (steps.getFirst().isEmpty() || (bracket < 0 && name.indexOf(']') >= 0)) {
            throw malformed(name);
        }
        if (steps.size() > StrictJson.DEPTH_MAX) {
            throw Problem.of(
                            ErrorCode.NESTING_TOO_DEEP,
                            "Nested deeper than " + StrictJson.DEPTH_MAX + " levels.",
                            steps.getFirst())
                    .asException();
        }
        return steps;
    }

    private static String decode(String encoded, String param) {
        if (encoded.indexOf('%') < 0) {
            return encoded.replace('+', ' ');
        }
        byte[] raw = encoded.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream plain = new ByteArrayOutputStream(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                plain.write(octet(raw, i, param));
                i += 2;
            } else {
                plain.write(raw[i] == '+' ? ' ' : raw[i]);
            }
        }
        return Texts.decode(plain.toByteArray(), param).toString();
    }

    private static int octet(byte[] raw, int percent, String param) {
        int high = percent + 2 < raw.length ? Character.digit(raw[percent + 1], 16) : -1;
        int low = percent + 2 < raw.length ? Character.digit(raw[percent + 2], 16) : -1;
        if (high < 0 || low < 0) {
            throw Problem.of(ErrorCode.ENCODING_INVALID, "A % must be followed by two hexadecimal digits.", param)
                    .asException();
        }
        return high << 4 | low;
    }

    private static ProblemException malformed(String name) {
        return Problem.of(
                        ErrorCode.PARAMETER_UNKNOWN,
                        "Names of parameters are written name, name[inner] or name[].",
                        name)
                .asException();
    }
}
