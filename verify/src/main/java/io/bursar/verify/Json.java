package io.bursar.verify;

import java.util.LinkedHashMap;
import java.util.Map;

/** A flat JSON object of strings and whole numbers. */
final class Json {
    private static final String ESCAPES = "\"\\/bfnrt";
    private static final String ESCAPED = "\"\\/\b\f\n\r\t";

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Map<String, Object> parse(String line) {
        Json json = new Json(line);
        Map<String, Object> fields = new LinkedHashMap<>();
        json.take('{');
        do {
            String name = json.string();
            json.take(':');
            if (fields.put(name, json.peek() == '"' ? json.string() : json.number()) != null) {
                throw new IllegalArgumentException("a field is there twice: " + name);
            }
        } while (json.take(",}") == ',');
        if (json.at != line.length()) {
            throw new IllegalArgumentException("something comes after the object: " + line);
        }
        return fields;
    }

    private char peek() {
        if (at == text.length()) {
            throw new IllegalArgumentException("a line ends too early: " + text);
        }
        return text.charAt(at);
    }

    private char take(String oneOf) {
        char letter = peek();
        if (oneOf.indexOf(letter) < 0) {
            throw new IllegalArgumentException("no " + oneOf + " at " + at + " in " + text);
        }
        at++;
        return letter;
    }

    private void take(char letter) {
        take(String.valueOf(letter));
    }

    private Long number() {
        int from = at;
        while ("-0123456789".indexOf(peek()) >= 0) {
            at++;
        }
        return Long.valueOf(text.substring(from, at));
    }

    private String string() {
        take('"');
        StringBuilder out = new StringBuilder();
        for (char letter = peek(); letter != '"'; letter = peek()) {
            at++;
            if (letter != '\\') {
                out.append(letter);
            } else if (peek() == 'u') {
                out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                at += 5;
            } else {
                out.append(ESCAPED.charAt(ESCAPES.indexOf(take(ESCAPES))));
            }
        }
        at++;
        return out.toString();
    }
}
