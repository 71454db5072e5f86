package io.bursar.engine.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Streams rows of {@link LogMemory} into partitions of the log with binary COPY, while evaluation goes on: PostgreSQL
 * parses and stores one part while the next is evaluated.
 *
 * <p>Source of the format: PostgreSQL documentation, COPY, Binary Format.
 */
public final class CopyRows {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    /** Columns in the order of {@link #COLUMNS}. */
    private static final short COLUMN_COUNT = 14;

    /** The log's columns in stored order. */
    public static final String COLUMNS = "seq, amount, debit_balance, credit_balance, debit_prev, credit_prev,"
            + " body_hash, effective_at, debit, credit, kind, leg, key, detail";

    /** Microseconds from 1970 to 2000, where PostgreSQL's timestamps begin. */
    static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;

    private static final int FLUSH_BYTES = 64 * 1024;
    /** Most bytes of a row without key and detail. */
    private static final int ROW_BYTES_MAX = 192;

    private final PGConnection connection;
    private final LogMemory memory;
    private byte[] buffer = new byte[2 * FLUSH_BYTES];
    private int size;
    private @Nullable CopyIn copy;
    private int copyPartition = -1;

    public CopyRows(PGConnection connection, LogMemory memory) {
        this.connection = connection;
        this.memory = memory;
    }

    /** Sends rows from {@code first} to before {@code end}. */
    public void send(long first, long end) throws SQLException {
        for (long position = first; position < end; position++) {
            int partition = memory.partitionOf(position);
            if (partition != copyPartition) {
                finish();
                begin(partition);
            }
            encode(position);
            if (size >= FLUSH_BYTES) {
                flush();
            }
        }
    }

    private void begin(int partition) throws SQLException {
        copy = connection
                .getCopyAPI()
                .copyIn("COPY ledger.log_%d_%d (%s) FROM STDIN (FORMAT binary)"
                        .formatted(memory.book(), partition, COLUMNS));
        copyPartition = partition;
        System.arraycopy(HEADER, 0, buffer, 0, HEADER.length);
        size = HEADER.length;
    }

    /** Ends the COPY under way; its rows are in the transaction. */
    public void finish() throws SQLException {
        CopyIn open = copy;
        if (open == null) {
            return;
        }
        SHORT.set(buffer, size, (short) -1);
        size += 2;
        flush();
        copy = null;
        copyPartition = -1;
        open.endCopy();
    }

    /** Gives up the COPY under way, after which the transaction can only be rolled back. */
    public void cancel() throws SQLException {
        CopyIn open = copy;
        copy = null;
        copyPartition = -1;
        size = 0;
        if (open != null && open.isActive()) {
            open.cancelCopy();
        }
    }

    private void flush() throws SQLException {
        CopyIn open = copy;
        if (open != null && size > 0) {
            open.writeToCopy(buffer, 0, size);
        }
        size = 0;
    }

    private void encode(long position) {
        LogMemory.Chunk chunk = memory.chunk(position);
        int at = LogMemory.offset(position);
        String detail = chunk.detail[at];
        byte[] detailBytes = detail == null ? null : detail.getBytes(StandardCharsets.UTF_8);
        int keyLength = chunk.keyLength[at];
        room(ROW_BYTES_MAX + keyLength + (detailBytes == null ? 0 : detailBytes.length));
        byte[] out = buffer;
        int to = size;
        SHORT.set(out, to, COLUMN_COUNT);
        to = putLong(out, to + 2, memory.seq(position));
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
        long effectiveAt = memory.effectiveAt(position);
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

    private void room(int bytes) {
        if (size + bytes > buffer.length) {
            buffer = java.util.Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + bytes));
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
