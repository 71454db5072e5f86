package io.bursar.engine;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * How one node opens one book.
 *
 * @param database connections of the application's role; the engine keeps two for itself, borrows one a read, and now
 *     and then one for the chain
 * @param book number of the book, 1 to {@link LedgerId#BOOK_MAX}; it is created when the database lacks it
 * @param riders statements that riders may call, in the order in which they run
 * @param limits sizes and times
 * @param insideTransaction whether the calling thread is inside a database transaction, where waiting for the ledger
 *     would deadlock
 * @param observer hears what happened
 */
public record LedgerConfig(
        DataSource database,
        int book,
        List<RiderStatement> riders,
        Limits limits,
        BooleanSupplier insideTransaction,
        LedgerObserver observer) {
    public LedgerConfig {
        riders = List.copyOf(riders);
    }

    /** Defaults for a book on a database. */
    public static LedgerConfig of(DataSource database, int book) {
        return new LedgerConfig(database, book, List.of(), Limits.STANDARD, () -> false, LedgerObserver.SILENT);
    }

    public LedgerConfig withRiders(List<RiderStatement> statements) {
        return new LedgerConfig(database, book, statements, limits, insideTransaction, observer);
    }

    public LedgerConfig withLimits(Limits newLimits) {
        return new LedgerConfig(database, book, riders, newLimits, insideTransaction, observer);
    }

    public LedgerConfig withInsideTransaction(BooleanSupplier check) {
        return new LedgerConfig(database, book, riders, limits, check, observer);
    }

    public LedgerConfig withObserver(LedgerObserver newObserver) {
        return new LedgerConfig(database, book, riders, limits, insideTransaction, newObserver);
    }

    /**
     * @param batchCommandsMax most commands in one batch, 1 to 100,000
     * @param queueCommandsMax commands waiting in each lane before the answer is busy
     * @param deadline how long a command may wait to be taken up, unless the caller says otherwise
     * @param riderLockTimeout how long a rider waits for a row lock
     * @param partitionBits log2 of rows in one partition, 13 to 24, so that no command spans more than two;
     *     fixed when the book is created
     * @param accountsInMemoryMax accounts kept in memory; beyond it, memory is dropped and filled again on demand
     */
    public record Limits(
            int batchCommandsMax,
            int queueCommandsMax,
            Duration deadline,
            Duration riderLockTimeout,
            int partitionBits,
            int accountsInMemoryMax) {
        public static final Limits STANDARD =
                new Limits(8_192, 65_536, Duration.ofSeconds(10), Duration.ofMillis(200), 20, 4_000_000);

        public Limits withPartitionBits(int bits) {
            return new Limits(
                    batchCommandsMax, queueCommandsMax, deadline, riderLockTimeout, bits, accountsInMemoryMax);
        }

        public Limits withBatchCommandsMax(int most) {
            return new Limits(most, queueCommandsMax, deadline, riderLockTimeout, partitionBits, accountsInMemoryMax);
        }

        public Limits withQueueCommandsMax(int most) {
            return new Limits(batchCommandsMax, most, deadline, riderLockTimeout, partitionBits, accountsInMemoryMax);
        }

        public Limits withDeadline(Duration limit) {
            return new Limits(
                    batchCommandsMax, queueCommandsMax, limit, riderLockTimeout, partitionBits, accountsInMemoryMax);
        }
    }
}
