package io.bursar.engine.move;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Writes flat JSON objects, one a line. */
final class LineOut {
    private static final String HEX = "0123456789abcdef";

    private final Writer out;
    private final StringBuilder line = new StringBuilder(512);

    LineOut(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 64 * 1024);
    }

    private StringBuilder name(String name) {
        return line.append(line.isEmpty() ? "{\"" : ",\"").append(name).append("\":");
    }

    LineOut number(String name, long value) {
        name(name).append(value);
        return this;
    }

    LineOut text(String name, String value) {
        name(name).append('"');
        for (int i = 0; i < value.length(); i++) {
            char letter = value.charAt(i);
            if (letter == '"' || letter == '\\') {
                line.append('\\').append(letter);
            } else if (letter < ' ') {
                line.append("\\u00").append(HEX.charAt(letter >> 4)).append(HEX.charAt(letter & 15));
            } else {
                line.append(letter);
            }
        }
        line.append('"');
        return this;
    }

    void end() throws IOException {
        line.append("}\n");
        out.append(line);
        line.setLength(0);
    }

    /** A line that somebody else wrote. */
    void whole(String text) throws IOException {
        out.append(text).append('\n');
    }

    void flush() throws IOException {
        out.flush();
    }
}
