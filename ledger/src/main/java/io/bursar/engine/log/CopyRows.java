package io.bursar.engine.log;

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
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

    /** The log's columns in stored order. */
    public static final String COLUMNS = "seq, amount, debit_balance, credit_balance, debit_prev, credit_prev,"
            + " body_hash, effective_at, debit, credit, kind, leg, key, detail";

    private static final int FLUSH_BYTES = 64 * 1024;

    private final PGConnection connection;
    private final LogMemory memory;
    private final RowBuffer buffer = new RowBuffer(2 * FLUSH_BYTES);
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
            buffer.add(memory, position);
            if (buffer.size() >= FLUSH_BYTES) {
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
        buffer.clear();
        buffer.addBytes(HEADER);
    }

    /** Ends the COPY under way; its rows are in the transaction. */
    public void finish() throws SQLException {
        CopyIn open = copy;
        if (open == null) {
            return;
        }
        buffer.addBytes(TRAILER);
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
        buffer.clear();
        if (open != null && open.isActive()) {
            open.cancelCopy();
        }
    }

    private void flush() throws SQLException {
        CopyIn open = copy;
        if (open != null && buffer.size() > 0) {
            open.writeToCopy(buffer.bytes(), 0, buffer.size());
        }
        buffer.clear();
    }
}
