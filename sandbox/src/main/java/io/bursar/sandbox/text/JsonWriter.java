package io.bursar.sandbox.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON text into a growing buffer, member by member, in the order of the calls. It checks nothing: a member
 * outside an object is the caller's defect, and shows in the text.
 */
public final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[2048];
    private int length;
    private boolean needsComma;

    public JsonWriter open() {
        before();
        push('{');
        needsComma = false;
        return this;
    }

    public JsonWriter open(String name) {
        return name(name).open();
    }

    public JsonWriter close() {
        push('}');
        needsComma = true;
        return this;
    }

    public JsonWriter openList(String name) {
        name(name);
        return openList();
    }

    public JsonWriter openList() {
        before();
        push('[');
        needsComma = false;
        return this;
    }

    public JsonWriter closeList() {
        push(']');
        needsComma = true;
        return this;
    }

    /** A member's name; its value is the next call. */
    public JsonWriter name(String name) {
        before();
        text(name);
        push(':');
        needsComma = false;
        return this;
    }

    public JsonWriter put(String name, @Nullable String value) {
        return name(name).add(value);
    }

    public JsonWriter put(String name, long value) {
        return name(name).add(value);
    }

    public JsonWriter put(String name, boolean value) {
        name(name);
        return literal(value ? "true" : "false");
    }

    /** A number, or null when it is 0: for times that are not set. */
    public JsonWriter putTime(String name, long seconds) {
        return seconds == 0 ? putNull(name) : put(name, seconds);
    }

    public JsonWriter putNull(String name) {
        name(name);
        return literal("null");
    }

    public JsonWriter putNulls(String... names) {
        for (String name : names) {
            putNull(name);
        }
        return this;
    }

    public JsonWriter putEmptyObject(String name) {
        return open(name).close();
    }

    public JsonWriter put(String name, Map<String, String> values) {
        open(name);
        values.forEach(this::put);
        return close();
    }

    public JsonWriter put(String name, Iterable<String> values) {
        openList(name);
        values.forEach(this::add);
        return closeList();
    }

    /** A value that is a JSON text already. */
    public JsonWriter putRaw(String name, byte[] json) {
        return name(name).addRaw(json);
    }

    public JsonWriter addRaw(byte[] json) {
        before();
        ensure(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        needsComma = true;
        return this;
    }

    public JsonWriter add(@Nullable String value) {
        if (value == null) {
            return literal("null");
        }
        before();
        text(value);
        needsComma = true;
        return this;
    }

    public JsonWriter add(long value) {
        return literal(Long.toString(value));
    }

    /** Any tree of maps, iterables, texts, numbers and truths. */
    public JsonWriter add(Tree value) {
        value.writeTo(this);
        return this;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    JsonWriter literal(String literal) {
        before();
        ensure(literal.length());
        for (int i = 0; i < literal.length(); i++) {
            bytes[length++] = (byte) literal.charAt(i);
        }
        needsComma = true;
        return this;
    }

    private void before() {
        if (needsComma) {
            push(',');
        }
    }

    /** Most texts are plain: they are copied character by character, without looking for room each time. */
    private void text(String value) {
        int end = value.length();
        ensure(end + 2);
        bytes[length++] = '"';
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') {
                rest(value.substring(i));
                break;
            }
            bytes[length++] = (byte) c;
        }
        push('"');
    }

    private void rest(String value) {
        for (byte next : value.getBytes(StandardCharsets.UTF_8)) {
            escaped(next);
        }
    }

    private void escaped(byte next) {
        if (next == '"' || next == '\\') {
            push('\\');
            push((char) next);
        } else if (next >= 0 && next < 0x20) {
            literalEscape(next);
        } else {
            ensure(1);
            bytes[length++] = next;
        }
    }

    private void literalEscape(byte control) {
        push('\\');
        push('u');
        push('0');
        push('0');
        push((char) HEX[control >> 4]);
        push((char) HEX[control & 15]);
    }

    private void push(char c) {
        ensure(1);
        bytes[length++] = (byte) c;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
