package io.bursar.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One book on one node: takes commands, answers outcomes.
 *
 * <p>An {@link Outcome.Applied} means durable. Waiting for an outcome inside a database transaction is refused with an
 * {@link io.bursar.money.Invariant.Violation}: the ledger may need the rows that the transaction has locked, a deadlock
 * that the database cannot see.
 */
public interface Ledger extends AutoCloseable {
    /** Submits to the interactive lane with the configured deadline. */
    CompletableFuture<Outcome> submit(Command command);

    /**
     * Submits commands together; they are evaluated in this order without others in between where one batch holds them.
     *
     * @param commands 1 to 8,192
     * @param deadline how long they may wait to be taken up
     * @return an outcome for each command in the same order; completes exceptionally with {@link LedgerException}
     */
    CompletableFuture<List<Outcome>> submitAll(
            List<Command> commands, Lane lane, Atomicity atomicity, Duration deadline);

    /**
     * Asks what commands would come to, were they submitted together now, and books nothing: no row, no key, no event.
     * The book's writer evaluates them where they stand in the lane's queue, after all that was queued before them, and
     * takes everything back. Riders do not run, so a conflict with another writer of their subject is not foreseen.
     *
     * @param commands 1 to 8,192; each is evaluated on what those before it would leave
     * @param deadline how long they may wait to be taken up
     * @return what would become of each command in the same order; completes exceptionally with {@link LedgerException}
     */
    CompletableFuture<List<DryRun>> dryRun(List<Command> commands, Lane lane, Atomicity atomicity, Duration deadline);

    LedgerReader reader();

    /** How it is doing, for health checks and metrics. */
    Health health();

    /** Refuses new commands, finishes those that were taken, stops. */
    @Override
    void close();

    /** Whether several commands stand or fall together. */
    enum Atomicity {
        /** Each has its own outcome. */
        INDIVIDUAL,
        /** One refused command undoes all; the others are answered {@link Outcome.Aborted}. */
        ALL_OR_NOTHING
    }

    /**
     * @param writable whether the last contact with the database succeeded
     * @param committedSeq last row this node has seen
     * @param queued commands waiting
     * @param unsealedPartitions full partitions that wait to be indexed
     */
    record Health(boolean writable, long committedSeq, int queued, int unsealedPartitions) {}

    /** Opens a book, creating it when the database lacks it; ready when the tail of the log is in memory. */
    static Ledger open(LedgerConfig config) {
        return io.bursar.engine.write.LedgerEngine.open(config);
    }
}
