package io.bursar.engine.seal;

import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.state.BatchStamp;
import io.bursar.engine.state.BookState;
import io.bursar.engine.write.Failpoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Seals full partitions one after another, off the write path: indexes, then in one commit the day deltas, the
 * checkpoint, the search index and the seal row. Whatever is cut off half-way is done again from the start; of several
 * nodes one does it and the others load the filter. Partitions that lack a search index get one when nothing waits.
 */
public final class Sealer implements Runnable {
    private static final long IDLE_MILLIS = 20;
    private static final long RETRY_MILLIS = 500;
    /** Partitions are added this far ahead of the one in use. */
    private static final int PARTITIONS_AHEAD = 2;

    private static final String WRITE_SEAL = """
            INSERT INTO ledger.seal (book, partition, last_seq, key_filter, first_effective, last_effective,
                period_rows)
            VALUES (?, ?, ?, ?, timestamptz 'epoch' + ? * interval '1 microsecond',
                timestamptz 'epoch' + ? * interval '1 microsecond', ?)
            """;

    private final DataSource database;
    private final Supplier<BookState> state;
    private final LedgerObserver observer;
    private final BiConsumer<Integer, KeyFilter> sealed;
    private final IntConsumer partitionsReady;
    private volatile boolean stopped;
    private int ready;
    private @Nullable SearchBackfill backfill;

    /**
     * @param sealed told of each sealed partition; returns when the writer has retired it
     * @param partitionsReady told how many partitions exist
     */
    public Sealer(
            DataSource database,
            Supplier<BookState> state,
            LedgerObserver observer,
            BiConsumer<Integer, KeyFilter> sealed,
            IntConsumer partitionsReady) {
        this.database = database;
        this.state = state;
        this.observer = observer;
        this.sealed = sealed;
        this.partitionsReady = partitionsReady;
    }

    public void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            BookState retired = null;
            int next = -1;
            while (!stopped) {
                BookState current = state.get();
                if (current != retired) {
                    retired = current;
                    ready = 0;
                    next = current.memory().partitionOf(current.memory().firstPosition());
                }
                if (!addPartitions(current) || !isFull(current, next)) {
                    backfill(current);
                    TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
                } else if (seal(current, next)) {
                    next++;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isFull(BookState current, int partition) {
        long end = (long) (partition + 1) << current.memory().partitionBits();
        return current.committedPosition() >= end - 1;
    }

    private void backfill(BookState current) throws InterruptedException {
        SearchBackfill search = backfill;
        if (search == null) {
            search = new SearchBackfill(shape(current), () -> stopped);
            backfill = search;
        }
        if (!search.isDue()) {
            return;
        }
        try (Connection connection = database.getConnection()) {
            search.step(connection);
        } catch (SQLException failed) {
            observer.sealingFailed(failed);
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        }
    }

    private boolean addPartitions(BookState current) throws InterruptedException {
        int wanted = current.memory().partitionOf(current.committedPosition() + 1) + PARTITIONS_AHEAD;
        if (ready > wanted) {
            return true;
        }
        try (Connection connection = database.getConnection()) {
            for (int partition = Math.max(0, ready); partition <= wanted; partition++) {
                try (PreparedStatement add = connection.prepareStatement("SELECT ledger.add_partition(?, ?)")) {
                    add.setInt(1, current.memory().book());
                    add.setInt(2, partition);
                    add.execute();
                }
            }
            ready = wanted + 1;
            partitionsReady.accept(ready);
            return true;
        } catch (SQLException failed) {
            observer.sealingFailed(failed);
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            return false;
        }
    }

    private boolean seal(BookState current, int partition) throws InterruptedException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            KeyFilter filter = sealOn(connection, current, partition);
            if (filter == null) {
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
                return false;
            }
            sealed.accept(partition, filter);
            return true;
        } catch (SQLException | RuntimeException failed) {
            observer.sealingFailed(failed);
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            return false;
        }
    }

    /** @return the filter; null when another node is at it, or the database was put back to an older moment */
    private @Nullable KeyFilter sealOn(Connection connection, BookState current, int partition) throws SQLException {
        int book = current.memory().book();
        KeyFilter already = StoredFilters.find(connection, shape(current), partition);
        if (already != null) {
            return already;
        }
        if (!isOurs(connection, current)) {
            return null;
        }
        Failpoint.hit("seal-before-index");
        index(connection, book, partition);
        Failpoint.hit("seal-after-index");
        connection.setAutoCommit(false);
        try {
            if (!tryLock(connection, shape(current), partition)) {
                return null;
            }
            KeyFilter meanwhile = StoredFilters.find(connection, shape(current), partition);
            if (meanwhile != null) {
                return meanwhile;
            }
            Checkpoint checkpoint = new Checkpoint(connection, current, partition);
            DayDeltas.Times times = checkpoint.write();
            Failpoint.hit("seal-after-checkpoint");
            if (!isOurs(connection, current)) {
                connection.rollback();
                return null;
            }
            KeyFilter filter =
                    KeyFilter.of(current.keyHashes(partition), current.memory().partitionBits());
            writeSeal(connection, current, partition, filter, times);
            Failpoint.hit("seal-before-commit");
            connection.commit();
            return filter;
        } finally {
            // What was not committed has no effect; after a commit there is nothing to roll back.
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /**
     * Whether the database has the newest batch of this memory. One that was put back does not, and a partition of a
     * history that it lost must not be sealed into it; the writer will notice and load what there is.
     */
    private static boolean isOurs(Connection connection, BookState current) throws SQLException {
        BatchStamp batch = current.committedBatch();
        if (batch == null) {
            return false;
        }
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT FROM ledger.batch WHERE book = ? AND number = ? AND nonce = ?")) {
            statement.setInt(1, current.memory().book());
            statement.setLong(2, batch.number());
            statement.setLong(3, batch.nonce());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void index(Connection connection, int book, int partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ledger.index_partition(?, ?)")) {
            statement.setInt(1, book);
            statement.setInt(2, partition);
            statement.execute();
        }
    }

    private static LogShape shape(BookState current) {
        return new LogShape(current.memory().book(), current.memory().partitionBits());
    }

    static boolean tryLock(Connection connection, LogShape shape, int partition) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT pg_try_advisory_xact_lock(hashtextextended('ledger.seal', (?::int8 << 32) | ?))")) {
            statement.setInt(1, shape.book());
            statement.setInt(2, partition);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static void writeSeal(
            Connection connection, BookState current, int partition, KeyFilter filter, DayDeltas.Times times)
            throws SQLException {
        long end = ((long) (partition + 1) << current.memory().partitionBits()) - 1;
        try (PreparedStatement statement = connection.prepareStatement(WRITE_SEAL)) {
            statement.setInt(1, current.memory().book());
            statement.setInt(2, partition);
            statement.setLong(3, LedgerId.of(current.memory().book(), end));
            statement.setBytes(4, filter.toBytes());
            statement.setObject(5, times.first(), java.sql.Types.BIGINT);
            statement.setObject(6, times.last(), java.sql.Types.BIGINT);
            statement.setArray(
                    7, connection.createArrayOf("int8", times.periodRows().toArray()));
            statement.execute();
        }
    }
}
