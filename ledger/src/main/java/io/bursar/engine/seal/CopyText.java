package io.bursar.engine.seal;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows of a COPY in text format. */
final class CopyText implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;

    private final CopyIn copy;
    private final StringBuilder text = new StringBuilder(CHUNK_BYTES * 2);
    private boolean begun;
    private boolean ended;

    CopyText(Connection connection, String table) throws SQLException {
        copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + table + " FROM STDIN");
    }

    private void separate() {
        if (begun) {
            text.append('\t');
        }
        begun = true;
    }

    CopyText number(long value) {
        separate();
        text.append(value);
        return this;
    }

    /** A number, or nothing. */
    CopyText numberOr(boolean isNothing, long value) {
        return isNothing ? text(null) : number(value);
    }

    /** An array of the low bits of numbers. */
    CopyText numbers(long[] values, long mask) {
        separate();
        char before = '{';
        for (long value : values) {
            text.append(before).append(value & mask);
            before = ',';
        }
        text.append('}');
        return this;
    }

    CopyText text(@Nullable String value) {
        separate();
        if (value == null) {
            text.append("\\N");
            return this;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }
        return this;
    }

    void end() throws SQLException {
        text.append('\n');
        begun = false;
        if (text.length() >= CHUNK_BYTES) {
            send();
        }
    }

    private void send() throws SQLException {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        text.setLength(0);
    }

    @Override
    public void close() throws SQLException {
        if (!ended && copy.isActive()) {
            ended = true;
            send();
            copy.endCopy();
        }
    }
}
