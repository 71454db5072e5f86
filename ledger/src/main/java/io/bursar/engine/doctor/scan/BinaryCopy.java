package io.bursar.engine.doctor.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Rows of a query in PostgreSQL's binary COPY format, column after column. */
public final class BinaryCopy implements AutoCloseable {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int HEADER_EXTENSION_AT = 15;
    private static final int HEADER_BYTES = 19;
    private static final byte[] NOTHING = {};

    private final CopyOut copy;
    private byte[] data = NOTHING;
    private int at;
    private int rowAt;
    private boolean headerRead;

    public BinaryCopy(Connection connection, String query) throws SQLException {
        copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("COPY (" + query + ") TO STDOUT (FORMAT binary)");
    }

    /** Goes to the next row; columns must then be read in order, all of them. */
    public boolean next() throws SQLException {
        while (at == data.length) {
            byte[] more = copy.readFromCopy();
            if (more == null) {
                return false;
            }
            data = more;
            at = 0;
            if (!headerRead) {
                at = HEADER_BYTES + (int) INT.get(data, HEADER_EXTENSION_AT);
                headerRead = true;
            }
        }
        rowAt = at;
        short columns = (short) SHORT.get(data, at);
        at += Short.BYTES;
        return columns >= 0 || next();
    }

    /** An int2, int4, int8 or timestamptz (microseconds since 2000); {@link LogRow#NONE} for NULL. */
    public long number() {
        int length = length();
        if (length < 0) {
            return LogRow.NONE;
        }
        int from = at;
        at += length;
        return switch (length) {
            case Long.BYTES -> (long) LONG.get(data, from);
            case Integer.BYTES -> (int) INT.get(data, from);
            case Short.BYTES -> (short) SHORT.get(data, from);
            default -> throw new IllegalStateException("no number has " + length + " bytes");
        };
    }

    /** Passes over a column. @return whether it was not NULL */
    public boolean skip() {
        int length = length();
        at += Math.max(0, length);
        return length >= 0;
    }

    public byte @Nullable [] bytes() {
        int length = length();
        if (length < 0) {
            return null;
        }
        at += length;
        return Arrays.copyOfRange(data, at - length, at);
    }

    @Nullable
    public String text() {
        int length = length();
        if (length < 0) {
            return null;
        }
        at += length;
        return new String(data, at - length, length, StandardCharsets.UTF_8);
    }

    /** Feeds the row's bytes as they came, once all of its columns were read. */
    public void feedTo(MessageDigest digest) {
        digest.update(data, rowAt, at - rowAt);
    }

    private int length() {
        int length = (int) INT.get(data, at);
        at += Integer.BYTES;
        return length;
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
