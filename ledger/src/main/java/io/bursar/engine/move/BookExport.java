package io.bursar.engine.move;

import io.bursar.engine.BookFile;
import io.bursar.engine.ChainLink;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.chain.Batch;
import io.bursar.engine.chain.Chaining;
import io.bursar.engine.chain.LinkHash;
import io.bursar.engine.chain.Links;
import io.bursar.engine.chain.StoredRows;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.log.Micros;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/** Writes a book as JSON lines. What is committed never changes, so no snapshot is kept while it is read. */
public final class BookExport {
    static final int FORMAT = 1;

    private static final int FETCH_ROWS = 2_000;
    private static final int ROWS_BETWEEN_WORDS = 1_024;

    private static final String SHAPE = "SELECT partition_bits FROM ledger.book WHERE book = ?";

    private static final String BATCHES = """
            SELECT b.number, b.nonce, b.first_seq, b.last_seq, (extract(epoch FROM b.at) * 1000000)::int8, c.hash
            FROM ledger.batch b
            JOIN ledger.chain c USING (book, number)
            WHERE b.book = ? AND b.number <= ?
            ORDER BY b.number
            """;

    private final DataSource database;
    private final int book;

    public BookExport(DataSource database, int book) {
        this.database = database;
        this.book = book;
    }

    /** The end of a book's chain, once all of its batches are chained. */
    public static ChainLink chainEnd(DataSource database, int book) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return new BookExport(database, book).complete(connection, shape(connection, book));
        }
    }

    /** The link of the batch that a row is in; empty while it has none. */
    public static Optional<ChainLink> link(DataSource database, long seq) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Links links = new Links(LedgerId.book(seq));
            Optional<Batch> batch = links.batchOf(connection, seq);
            if (batch.isEmpty()) {
                return Optional.empty();
            }
            return links.hash(connection, batch.get().number()).map(hash -> link(batch.get(), hash));
        }
    }

    static LogShape shape(Connection connection, int book) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SHAPE)) {
            statement.setInt(1, book);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new BookFile.Damaged("there is no book " + book);
                }
                return new LogShape(book, row.getInt(1));
            }
        }
    }

    private ChainLink complete(Connection connection, LogShape shape) throws SQLException {
        Links.Link last = Chaining.complete(connection, shape, LedgerObserver.SILENT);
        Links links = new Links(book);
        return last.number() == 0
                ? new ChainLink(
                        book, 0, 0, java.time.Instant.EPOCH, HexFormat.of().formatHex(last.hash()))
                : link(links.batch(connection, last.number()), last.hash());
    }

    static ChainLink link(Batch batch, byte[] hash) {
        return new ChainLink(
                batch.book(),
                batch.number(),
                batch.lastSeq(),
                Micros.toInstant(batch.atMicros()),
                HexFormat.of().formatHex(hash));
    }

    /** Writes the file. @param signed makes the line after the end; empty: none */
    public BookFile.Written write(OutputStream out, Function<ChainLink, String> signed, BookFile.Progress progress)
            throws SQLException, IOException {
        try (Connection rows = database.getConnection();
                Connection batches = database.getConnection()) {
            LogShape shape = shape(rows, book);
            ChainLink end = complete(rows, shape);
            LineOut line = new LineOut(out);
            line.number("bursar_book", FORMAT)
                    .number("book", book)
                    .number("partition_bits", shape.partitionBits())
                    .end();
            long count = end.batch() == 0 ? 0 : log(new Connections(rows, batches), end, line, progress);
            line.number("end", end.batch()).number("rows", count).end();
            String last = signed.apply(end);
            if (!last.isEmpty()) {
                line.whole(last);
            }
            line.flush();
            return new BookFile.Written(end.batch(), count, end);
        }
    }

    /** Rows and batches are read side by side. */
    private record Connections(Connection rows, Connection batches) {}

    private long log(Connections both, ChainLink end, LineOut line, BookFile.Progress progress)
            throws SQLException, IOException {
        Connection rows = both.rows();
        Connection batches = both.batches();
        LogShape shape = shape(rows, book);
        Links links = new Links(book);
        Batch first = links.batch(rows, 1);
        Batch last = links.batch(rows, end.batch());
        batches.setAutoCommit(false);
        try (PreparedStatement statement = batches.prepareStatement(BATCHES)) {
            statement.setFetchSize(FETCH_ROWS);
            statement.setInt(1, book);
            statement.setLong(2, end.batch());
            try (ResultSet found = statement.executeQuery()) {
                Pass pass = new Pass(book, found, line, progress);
                new StoredRows(rows, shape).<IOException>read(first, last, pass::row);
                pass.finish(last);
                return pass.count;
            }
        } finally {
            batches.rollback();
            batches.setAutoCommit(true);
        }
    }

    /** Rows in order, put under their batches. */
    private static final class Pass {
        private final int book;
        private final ResultSet batches;
        private final LineOut line;
        private final BookFile.Progress progress;
        private final LinkHash hash = new LinkHash();
        private byte[] previous = LinkHash.beginning();
        private byte[] stored = previous;
        private Batch batch;
        private long count;

        Pass(int book, ResultSet batches, LineOut line, BookFile.Progress progress) throws SQLException, IOException {
            this.book = book;
            this.batches = batches;
            this.line = line;
            this.progress = progress;
            this.batch = next(1);
        }

        private Batch next(long number) throws SQLException, IOException {
            if (!batches.next() || batches.getLong(1) != number) {
                throw new BookFile.Damaged("batch " + number + " is missing, or its hash");
            }
            Batch next = new Batch(
                    book,
                    batches.getLong(1),
                    batches.getLong(2),
                    batches.getLong(3),
                    batches.getLong(4),
                    batches.getLong(5));
            stored = batches.getBytes(6);
            hash.begin(previous, next);
            line.number("batch", number)
                    .number("nonce", next.nonce())
                    .number("first_seq", next.firstSeq())
                    .number("last_seq", next.lastSeq())
                    .number("at", next.atMicros())
                    .text("hash", HexFormat.of().formatHex(stored))
                    .end();
            return next;
        }

        void row(long seq, ByteBuffer tuple) throws SQLException, IOException {
            if (seq > batch.lastSeq()) {
                compare();
                batch = next(batch.number() + 1);
            }
            byte[] rowHash = hash.row(tuple.duplicate());
            RowForm.write(tuple, rowHash, line);
            line.end();
            if (++count % ROWS_BETWEEN_WORDS == 0) {
                progress.rows(count);
            }
        }

        private void compare() {
            if (!Arrays.equals(hash.end(), stored)) {
                throw new BookFile.Damaged("batch " + batch.number()
                        + " in the database is not what was chained: a row of it, or its own row, was changed by hand");
            }
            previous = stored;
        }

        void finish(Batch last) {
            compare();
            if (batch.number() != last.number()) {
                throw new BookFile.Damaged("the log ends before batch " + last.number());
            }
        }
    }
}
