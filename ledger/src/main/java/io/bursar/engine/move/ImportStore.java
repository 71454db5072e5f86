package io.bursar.engine.move;

import io.bursar.engine.chain.Batch;
import io.bursar.engine.chain.Links;
import io.bursar.engine.log.CopyRows;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.write.Failpoint;
import io.bursar.engine.write.LedgerEngine;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The import's statements, on one connection that holds the book's append lock as long as the import runs. */
final class ImportStore implements AutoCloseable {
    private static final String LOCK = "SELECT pg_advisory_lock(?)";
    private static final String UNLOCK = "SELECT pg_advisory_unlock(?)";
    private static final String MARK = "INSERT INTO ledger.partial (book) VALUES (?) ON CONFLICT DO NOTHING";
    private static final String UNMARK = "DELETE FROM ledger.partial WHERE book = ?";
    private static final String ADD_PARTITION = "SELECT ledger.add_partition(?, ?)";

    private static final String ADD_BATCHES = """
            INSERT INTO ledger.batch (book, number, nonce, first_seq, last_seq, at)
            SELECT ?, b.number, b.nonce, b.first_seq, b.last_seq, timestamptz 'epoch' + b.at * interval '1 microsecond'
            FROM unnest(?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[])
                AS b (number, nonce, first_seq, last_seq, at)
            """;

    private static final byte[] COPY_HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final byte[] COPY_TRAILER = {(byte) 0xff, (byte) 0xff};

    private final Connection connection;
    private final LogShape shape;

    ImportStore(Connection connection, LogShape shape) throws SQLException {
        this.connection = connection;
        this.shape = shape;
        connection.setAutoCommit(true);
        lock(LOCK);
    }

    private void lock(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, LedgerEngine.appendLock(shape.book()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
            }
        }
    }

    /** Nobody may open the book until {@link #finish}. */
    void begin() throws SQLException {
        mark(MARK);
    }

    void finish() throws SQLException {
        mark(UNMARK);
    }

    private void mark(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, shape.book());
            statement.execute();
        }
    }

    /** Stores neighbouring batches with their rows and hashes, all or nothing. */
    void add(Part part) throws SQLException {
        int last = partition(part.batches().getLast().lastSeq());
        for (int partition = partition(part.batches().getFirst().firstSeq()); partition <= last; partition++) {
            addPartition(partition);
        }
        connection.setAutoCommit(false);
        try {
            copy(part.rows());
            Failpoint.hit("import-after-copy");
            addBatches(part.batches());
            new Links(shape.book()).add(connection, part.batches(), part.hashes());
            Failpoint.hit("import-before-commit");
            connection.commit();
            Failpoint.hit("import-after-commit");
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** @param rows of all batches, in order */
    record Part(List<Batch> batches, List<byte[]> hashes, List<BookLines.Line.Row> rows) {}

    private int partition(long seq) {
        return (int) (io.bursar.engine.LedgerId.position(seq) >>> shape.partitionBits());
    }

    private void addPartition(int partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD_PARTITION)) {
            statement.setInt(1, shape.book());
            statement.setInt(2, partition);
            statement.execute();
        }
    }

    private void copy(List<BookLines.Line.Row> rows) throws SQLException {
        CopyIn copy = null;
        int open = -1;
        for (BookLines.Line.Row row : rows) {
            int partition = partition(row.seq());
            if (copy == null || partition != open) {
                end(copy);
                copy = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY ledger.log_%d_%d (%s) FROM STDIN (FORMAT binary)"
                                .formatted(shape.book(), partition, CopyRows.COLUMNS));
                copy.writeToCopy(COPY_HEADER, 0, COPY_HEADER.length);
                open = partition;
            }
            ByteBuffer tuple = row.tuple();
            copy.writeToCopy(tuple.array(), tuple.arrayOffset() + tuple.position(), tuple.remaining());
        }
        end(copy);
    }

    private static void end(@org.jspecify.annotations.Nullable CopyIn copy) throws SQLException {
        if (copy != null) {
            copy.writeToCopy(COPY_TRAILER, 0, COPY_TRAILER.length);
            copy.endCopy();
        }
    }

    private void addBatches(List<Batch> batches) throws SQLException {
        List<ToLongFunction<Batch>> columns =
                List.of(Batch::number, Batch::nonce, Batch::firstSeq, Batch::lastSeq, Batch::atMicros);
        try (PreparedStatement statement = connection.prepareStatement(ADD_BATCHES)) {
            statement.setInt(1, shape.book());
            for (int i = 0; i < columns.size(); i++) {
                Object[] values =
                        batches.stream().mapToLong(columns.get(i)).boxed().toArray();
                statement.setArray(i + 2, connection.createArrayOf("int8", values));
            }
            statement.execute();
        }
    }

    /** Gives the lock back; the connection may come from a pool and live on. */
    @Override
    public void close() throws SQLException {
        if (!connection.isClosed()) {
            lock(UNLOCK);
        }
    }
}
