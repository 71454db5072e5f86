package io.bursar.engine.move;

import io.bursar.engine.BookFile;
import io.bursar.engine.ChainLink;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerId;
import io.bursar.engine.chain.Batch;
import io.bursar.engine.chain.Chaining;
import io.bursar.engine.chain.LinkHash;
import io.bursar.engine.chain.Links;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.move.BookLines.Line;
import io.bursar.engine.write.LedgerEngine;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a book's file: hashes each row, compares each batch with the file's chain, and stores what the database lacks.
 * An engine follows what is stored, so that full partitions are sealed on the way and not all at the next start.
 */
public final class BookImport {
    private static final int PART_ROWS = 20_000;

    private static final String CREATE_BOOK = "SELECT ledger.create_book(?, ?::int2)";

    private final LedgerConfig config;
    private final BookFile.Progress progress;
    private final int partRows;

    public BookImport(LedgerConfig config, BookFile.Progress progress) {
        this(config, progress, PART_ROWS);
    }

    /** @param partRows how many rows, at least, are committed together */
    BookImport(LedgerConfig config, BookFile.Progress progress, int partRows) {
        this.config = config;
        this.progress = progress;
        this.partRows = partRows;
    }

    public BookFile.Read read(InputStream in) throws SQLException, IOException {
        BookLines lines = new BookLines(in);
        Line.Header header = lines.header();
        if (header.book() != config.book()) {
            throw lines.damaged("the file is of book " + header.book() + ", here is book " + config.book()
                    + "; a book keeps its number, which is inside every id");
        }
        try (Connection connection = config.database().getConnection()) {
            createBook(connection, header);
            LogShape shape = BookExport.shape(connection, config.book());
            try (ImportStore store = new ImportStore(connection, shape);
                    Ledger follower = LedgerEngine.follow(config)) {
                Links.Link there = Chaining.complete(connection, shape, config.observer());
                Pass pass = new Pass(lines, there, new Sink(store, new Follower(follower, shape)));
                BookFile.Read read = pass.run();
                if (read.batches() < there.number()) {
                    compareInside(connection, read.end());
                }
                return read;
            }
        }
    }

    private static void createBook(Connection connection, Line.Header header) throws SQLException {
        connection.setAutoCommit(true);
        try (PreparedStatement statement = connection.prepareStatement(CREATE_BOOK)) {
            statement.setInt(1, header.book());
            statement.setInt(2, header.partitionBits());
            statement.execute();
        }
    }

    /** The file is shorter than the book: where the file ends the book must have had the same hash. */
    private void compareInside(Connection connection, ChainLink end) throws SQLException {
        List<byte[]> hash = List.of(HexFormat.of().parseHex(end.hash()));
        if (end.batch() != 0 && new Links(config.book()).firstThatDiffers(connection, end.batch(), hash) != 0) {
            throw another(end.batch());
        }
    }

    private static BookFile.Damaged another(long batch) {
        return new BookFile.Damaged("the database has another book: its hash of batch " + batch
                + " is not the file's. A book is imported into an empty one, or goes on where it ended");
    }

    /** Where batches go. */
    private record Sink(ImportStore store, Follower follower) {
        void add(ImportStore.Part part) throws SQLException {
            store.add(part);
            follower.awaitRoom(LedgerId.position(part.batches().getLast().lastSeq()));
        }
    }

    /** From the first batch line to the end. */
    private final class Pass {
        private final BookLines lines;
        private final Links.Link there;
        private final Sink sink;
        private final LinkHash hash = new LinkHash();
        private final List<Batch> batches = new ArrayList<>();
        private final List<byte[]> hashes = new ArrayList<>();
        private final List<Line.Row> rows = new ArrayList<>();
        private byte[] previous = LinkHash.beginning();
        private @Nullable Batch last;
        private long expectedSeq = LedgerId.of(config.book(), 1);
        private long count;
        private long added;
        private boolean hasBegun;

        Pass(BookLines lines, Links.Link there, Sink sink) {
            this.lines = lines;
            this.there = there;
            this.sink = sink;
        }

        BookFile.Read run() throws SQLException, IOException {
            while (true) {
                switch (lines.next(config.book())) {
                    case Line.Begin begin -> batch(begin);
                    case Line.End end -> {
                        return finish(end);
                    }
                    case Line.Row row -> throw lines.damaged("row " + LedgerId.position(row.seq()) + " is in no batch");
                    case Line.Header header -> throw lines.damaged("a second book " + header.book() + " begins");
                }
            }
        }

        private void batch(Line.Begin begin) throws SQLException, IOException {
            Batch batch = begin.batch();
            long number = last == null ? 1 : last.number() + 1;
            if (batch.number() != number) {
                throw lines.damaged("batch " + number + " should come here, got " + batch.number());
            }
            if (batch.firstSeq() != expectedSeq || batch.rows() < 1) {
                throw lines.damaged("batch " + number + " should begin at row " + LedgerId.position(expectedSeq));
            }
            boolean isNew = number > there.number();
            hash.begin(previous, batch);
            for (; expectedSeq <= batch.lastSeq(); expectedSeq++) {
                if (!(lines.next(config.book()) instanceof Line.Row row) || row.seq() != expectedSeq) {
                    throw lines.damaged("row " + LedgerId.position(expectedSeq) + " should come here");
                }
                hash.row(row.tuple().duplicate());
                if (isNew) {
                    rows.add(row);
                }
                count++;
            }
            previous = hash.end();
            if (!Arrays.equals(previous, begin.hash())) {
                throw lines.damaged("batch " + number + " is not what was chained: its hash does not fit");
            }
            last = batch;
            keep(batch, isNew);
        }

        private void keep(Batch batch, boolean isNew) throws SQLException {
            if (batch.number() == there.number() && !Arrays.equals(previous, there.hash())) {
                throw another(batch.number());
            }
            if (isNew) {
                batches.add(batch);
                hashes.add(previous);
                added++;
            }
            if (rows.size() >= partRows) {
                flush();
            }
            progress.rows(count);
        }

        private void flush() throws SQLException {
            if (batches.isEmpty()) {
                return;
            }
            if (!hasBegun) {
                hasBegun = true;
                sink.store().begin();
            }
            sink.add(new ImportStore.Part(List.copyOf(batches), List.copyOf(hashes), List.copyOf(rows)));
            batches.clear();
            hashes.clear();
            rows.clear();
        }

        private BookFile.Read finish(Line.End end) throws SQLException {
            Batch newest = last;
            long number = newest == null ? 0 : newest.number();
            if (end.batches() != number || end.rows() != count) {
                throw lines.damaged("the end says " + end.batches() + " batches and " + end.rows()
                        + " rows, the file has " + number + " and " + count);
            }
            flush();
            if (number >= there.number()) {
                sink.store().finish();
            }
            ChainLink link = newest == null
                    ? new ChainLink(
                            config.book(), 0, 0, Instant.EPOCH, HexFormat.of().formatHex(previous))
                    : BookExport.link(newest, previous);
            return new BookFile.Read(number, added, count, link);
        }
    }
}
