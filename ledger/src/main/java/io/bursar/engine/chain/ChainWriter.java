package io.bursar.engine.chain;

import io.bursar.engine.LedgerObserver;
import io.bursar.engine.log.CommittedRows;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.state.BatchStamp;
import io.bursar.engine.state.BookState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes the chain of one book, off the write path: some fraction of a second after a commit it hashes what memory has
 * of it, which is what was sent to the log. It goes on where the chain ends in the database, whoever wrote that; of
 * several nodes the first one writes a link and the others compare.
 */
public final class ChainWriter implements Runnable {
    private static final long TICK_MILLIS = 200;
    private static final long RETRY_MILLIS = 1_000;

    private final DataSource database;
    private final Supplier<BookState> state;
    private final LedgerObserver observer;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable BookState knownState;
    private @Nullable BatchStamp knownBatch;

    /** @param state the book as this node has it, replaced when history was rewound */
    public ChainWriter(DataSource database, Supplier<BookState> state, LedgerObserver observer) {
        this.database = database;
        this.state = state;
        this.observer = observer;
    }

    /** Ends it after one more look: what was committed before is chained. */
    public void stop() {
        stopping.countDown();
    }

    @Override
    public void run() {
        try {
            boolean isLast = false;
            boolean isChained = true;
            while (!isLast) {
                isLast = stopping.await(isChained ? TICK_MILLIS : RETRY_MILLIS, TimeUnit.MILLISECONDS);
                isChained = look();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether everything that is committed is chained */
    private boolean look() {
        BookState now = state.get();
        BatchStamp newest = now.committedBatch();
        boolean isKnown = now == knownState && Objects.equals(newest, knownBatch);
        if (!isKnown && !chain(now, newest)) {
            return false;
        }
        knownState = now;
        knownBatch = newest;
        return true;
    }

    private boolean chain(BookState now, @Nullable BatchStamp newest) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            Links links = new Links(now.memory().book());
            if (newest != null && !links.isThere(connection, newest)) {
                // History was rewound; the writer will notice and load what there is.
                return false;
            }
            LogShape shape = new LogShape(now.memory().book(), now.memory().partitionBits());
            Chaining.Rows stored = Chaining.Rows.stored(connection, shape);
            Chaining.Rows rows = (first, last, into) -> {
                if (!feed(now, first, last, into)) {
                    stored.feed(first, last, into);
                }
            };
            new Chaining(connection, links, rows, observer)
                    .upTo(newest == null ? links.newestUpTo(connection, now.committedSeq()) : newest.number());
            return true;
        } catch (SQLException | RuntimeException failed) {
            observer.chainingFailed(failed);
            return false;
        }
    }

    /** @return whether memory has the rows; what it has not is sealed */
    private static boolean feed(BookState now, Batch first, Batch last, LinkRun into) {
        CommittedRows rows;
        now.readLock().lock();
        try {
            LogMemory memory = now.memory();
            if (first.firstPosition() < memory.firstPosition()) {
                return false;
            }
            rows = new CommittedRows(memory, first.firstPosition(), last.lastPosition());
        } finally {
            now.readLock().unlock();
        }
        rows.each(last.lastPosition(), into::row);
        return true;
    }
}
