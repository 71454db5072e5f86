package io.bursar.engine;

import io.bursar.engine.move.BookExport;
import io.bursar.engine.move.BookImport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * A book as a file of JSON lines: every batch and every row of its log with the chain's hashes. A book that is exported
 * and imported elsewhere is the same book: number, rows, times and hashes. {@code docs/guides/proof.md} has the format.
 */
public final class BookFile {
    private BookFile() {}

    /**
     * The end of a book's chain, once all of its batches are chained.
     *
     * @throws SQLException when the book cannot be read
     */
    public static ChainLink chainEnd(DataSource database, int book) throws SQLException {
        return BookExport.chainEnd(database, book);
    }

    /**
     * The link of the batch that a row is in; empty when there is no such row, or while it is not chained yet, which
     * takes about a second.
     *
     * @param seq the row, see {@link LedgerId}
     * @throws SQLException when the book cannot be read
     */
    public static Optional<ChainLink> link(DataSource database, long seq) throws SQLException {
        return BookExport.link(database, seq);
    }

    /**
     * Writes a book as of now, beside a live writer or without one; rows are checked against the chain on the way.
     *
     * @param signed makes the file's last line of its last link; an empty text for none
     * @throws Damaged when the database's rows are not those that were chained
     * @throws SQLException when the book cannot be read
     * @throws IOException when the file cannot be written
     */
    public static Written export(DataSource database, int book, OutputStream out, Function<ChainLink, String> signed)
            throws SQLException, IOException {
        return export(database, book, out, signed, rows -> {});
    }

    /** The same; {@code progress} is told now and then how many rows have been written. */
    public static Written export(
            DataSource database, int book, OutputStream out, Function<ChainLink, String> signed, Progress progress)
            throws SQLException, IOException {
        return new BookExport(database, book).write(out, signed, progress);
    }

    /**
     * Reads a book into a database that has nothing of it, or a beginning of the very same book: then it goes on where
     * that ends. Each row is checked against the file's chain before it is stored, nothing is evaluated again. Nobody
     * else may have the book open. Until the import is done nobody can open it; what was read is kept when it is cut
     * off.
     *
     * @param config database and number of the book
     * @param progress told now and then how many rows have been read
     * @throws Damaged when the file is not whole, not well formed or not what was chained; when it is another book than
     *     the one that is there
     * @throws SQLException when the database cannot be used
     * @throws IOException when the file cannot be read
     */
    public static Read restore(LedgerConfig config, InputStream in, Progress progress)
            throws SQLException, IOException {
        return new BookImport(config, progress).read(in);
    }

    /** Hears how far an export or an import is, often; rows are counted from 0, those that were there before too. */
    @FunctionalInterface
    public interface Progress {
        void rows(long done);
    }

    /** What an export wrote, and the link of its last batch. */
    public record Written(long batches, long rows, ChainLink end) {}

    /**
     * What an import read.
     *
     * @param batches in the file
     * @param added how many of them the database had not
     * @param rows in the file
     */
    public record Read(long batches, long added, long rows, ChainLink end) {}

    /** The file, or the book, is not what it should be; the message says where and what, for people. */
    public static final class Damaged extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Damaged(String message) {
            super(message);
        }

        public Damaged(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
