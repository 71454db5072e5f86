package io.bursar.engine.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows of {@link LogMemory} in PostgreSQL's binary COPY form, one after another: what the log stores and what the chain
 * hashes.
 *
 * <p>Source of the format: PostgreSQL documentation, COPY, Binary Format.
 */
final class RowBuffer {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    /** Columns in the order of {@link CopyRows#COLUMNS}. */
    private static final short COLUMN_COUNT = 14;

    /** Microseconds from 1970 to 2000, where PostgreSQL's timestamps begin. */
    static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;

    /** Most bytes of a row without key and detail. */
    private static final int ROW_BYTES_MAX = 192;

    private byte[] bytes;
    private int size;

    RowBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void addBytes(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    /** Adds a row that is in memory. */
    void add(LogMemory memory, long position) {
        add(memory.chunk(position), position, memory.seq(position));
    }

    /** Adds a row of a chunk, which may have left memory meanwhile. */
    void add(LogMemory.Chunk chunk, long position, long seq) {
        int at = LogMemory.offset(position);
        String detail = chunk.detail[at];
        byte[] detailBytes = detail == null ? null : detail.getBytes(StandardCharsets.UTF_8);
        int keyLength = chunk.keyLength[at];
        room(ROW_BYTES_MAX + keyLength + (detailBytes == null ? 0 : detailBytes.length));
        byte[] out = bytes;
        int to = size;
        SHORT.set(out, to, COLUMN_COUNT);
        to = putLong(out, to + 2, seq);
        boolean money = chunk.amount[at] != 0;
        if (money) {
            to = putLong(out, to, chunk.amount[at]);
            to = putLong(out, to, chunk.debitBalance[at]);
            to = putLong(out, to, chunk.creditBalance[at]);
            to = putLong(out, to, chunk.debitPrev[at]);
            to = putLong(out, to, chunk.creditPrev[at]);
        } else {
            to = putNulls(out, to, 5);
        }
        to = keyLength != 0 ? putLong(out, to, chunk.bodyHash[at]) : putNulls(out, to, 1);
        long[] times = chunk.effectiveAt;
        long effectiveAt = times == null ? LogMemory.NO_TIME : times[at];
        to = effectiveAt != LogMemory.NO_TIME
                ? putLong(out, to, effectiveAt - POSTGRES_EPOCH_MICROS)
                : putNulls(out, to, 1);
        to = chunk.debit[at] != 0 ? putInt(out, to, chunk.debit[at]) : putNulls(out, to, 1);
        to = chunk.credit[at] != 0 ? putInt(out, to, chunk.credit[at]) : putNulls(out, to, 1);
        to = putShort(out, to, chunk.kind[at]);
        to = putShort(out, to, chunk.leg[at]);
        to = keyLength != 0 ? putBytes(out, to, chunk.keys, chunk.keyAt[at], keyLength) : putNulls(out, to, 1);
        to = detailBytes != null ? putBytes(out, to, detailBytes, 0, detailBytes.length) : putNulls(out, to, 1);
        size = to;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    private static int putLong(byte[] out, int at, long value) {
        INT.set(out, at, 8);
        LONG.set(out, at + 4, value);
        return at + 12;
    }

    private static int putInt(byte[] out, int at, int value) {
        INT.set(out, at, 4);
        INT.set(out, at + 4, value);
        return at + 8;
    }

    private static int putShort(byte[] out, int at, short value) {
        INT.set(out, at, 2);
        SHORT.set(out, at + 4, value);
        return at + 6;
    }

    private static int putBytes(byte[] out, int at, byte[] bytes, int from, int length) {
        INT.set(out, at, length);
        System.arraycopy(bytes, from, out, at + 4, length);
        return at + 4 + length;
    }

    private static int putNulls(byte[] out, int at, int count) {
        for (int i = 0; i < count; i++) {
            INT.set(out, at + 4 * i, -1);
        }
        return at + 4 * count;
    }
}
