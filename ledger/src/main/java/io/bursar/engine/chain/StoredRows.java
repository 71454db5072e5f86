package io.bursar.engine.chain;

import io.bursar.engine.log.CopyRows;
import io.bursar.engine.log.LogShape;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Rows of the log as the database has them, in order, in the very bytes in which it sends them. */
public final class StoredRows {
    private static final int HEADER_BYTES = 19;

    /** In order, even where no index gives one. */
    private static final String ROWS = "COPY (SELECT %s FROM ledger.log_%d_%d WHERE seq BETWEEN %d AND %d"
            + " ORDER BY seq) TO STDOUT (FORMAT binary)";

    private final Connection connection;
    private final LogShape shape;

    public StoredRows(Connection connection, LogShape shape) {
        this.connection = connection;
        this.shape = shape;
    }

    /** Takes one row: its number and its bytes from position to limit. */
    @FunctionalInterface
    public interface Reader<E extends Exception> {
        void row(long seq, ByteBuffer tuple) throws E, SQLException;
    }

    /** Reads the rows of neighbouring batches, given the first and the last of them. */
    public <E extends Exception> void read(Batch from, Batch to, Reader<E> reader) throws E, SQLException {
        int last = (int) (to.lastPosition() >>> shape.partitionBits());
        for (int partition = (int) (from.firstPosition() >>> shape.partitionBits()); partition <= last; partition++) {
            copy(ROWS.formatted(CopyRows.COLUMNS, shape.book(), partition, from.firstSeq(), to.lastSeq()), reader);
        }
    }

    private <E extends Exception> void copy(String sql, Reader<E> reader) throws E, SQLException {
        CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        try {
            boolean isFirst = true;
            byte[] message;
            while ((message = copy.readFromCopy()) != null) {
                ByteBuffer in = ByteBuffer.wrap(message);
                if (isFirst) {
                    in.position(HEADER_BYTES);
                    isFirst = false;
                }
                while (in.remaining() > Short.BYTES) {
                    int end = end(in, in.position());
                    // A row begins with its number of columns, then the length of seq, then seq.
                    long seq = in.getLong(in.position() + Short.BYTES + Integer.BYTES);
                    in.limit(end);
                    int begin = in.position();
                    reader.row(seq, in);
                    in.limit(message.length).position(Math.max(begin, end));
                }
            }
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static int end(ByteBuffer in, int begin) {
        int at = begin + Short.BYTES;
        for (int column = in.getShort(begin); column > 0; column--) {
            at += Integer.BYTES + Math.max(0, in.getInt(at));
        }
        return at;
    }
}
