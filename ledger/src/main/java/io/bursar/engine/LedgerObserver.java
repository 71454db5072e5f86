package io.bursar.engine;

import java.time.Instant;
import java.util.List;

/** Hears of what the engine did, after it did it. Called from the engine's threads: return quickly, do not throw. */
public interface LedgerObserver {
    /** Hears nothing. */
    LedgerObserver SILENT = new LedgerObserver() {};

    /** Whether {@link #committed} wants the commands; building the lists costs time. */
    default boolean wantsDecisions() {
        return false;
    }

    /**
     * A batch of this node was committed, or left no row.
     *
     * @param batch number in the book; of a batch that left no row, the number of the last one before it
     * @param decisions every command of the batch in evaluation order, those that left no row included; empty unless
     *     {@link #wantsDecisions}
     */
    default void committed(long batch, Instant at, List<Decision> decisions) {}

    /** How long each phase of a batch took. */
    default void timed(BatchTimes times) {}

    /** Holds that the log released by time. */
    default void expired(List<Long> holds) {}

    /**
     * The database no longer has batches that it acknowledged: an older copy was restored or promoted. Memory was
     * dropped and the book goes on from what the database has.
     */
    default void rewound(Rewind rewind) {}

    /** The database could not be used; the engine tries again. */
    default void unavailable(String doing, Exception cause) {}

    /** Background work failed; it is tried again. */
    default void sealingFailed(Exception cause) {}

    /** The chain could not be written further; it is tried again. */
    default void chainingFailed(Exception cause) {}

    /**
     * The chain has another hash for a batch than this node computed: the log, the batch or the chain was changed by
     * hand, or another node's memory differs. The doctor says where.
     *
     * @param batch number in the book
     */
    default void chainBroken(long batch) {}

    /**
     * One command and its outcome, in order of evaluation.
     *
     * @param command a {@link Command}, a {@link Expiry} that the engine made, or an {@link Atomic} batch; an atomic
     *     batch's outcome is that of the command which was refused, or of the first
     */
    record Decision(Object command, Outcome outcome) {
        /** The engine released a hold because its time had come. */
        public record Expiry(long hold) {}

        /** Commands that stand or fall together. */
        public record Atomic(List<Command> commands) {}
    }

    /**
     * How far history went back.
     *
     * @param lastKnownBatch number of the last batch that this node knew
     * @param batchInDatabase number of the last batch that the database has now
     * @param lost keys that were acknowledged and are gone, as far as this node remembers
     */
    record Rewind(long lastKnownBatch, long batchInDatabase, List<Key> lost) {}

    /** Nanoseconds a batch spent. */
    record BatchTimes(
            int commands, int rows, long prefetchNs, long lockNs, long evaluateNs, long ridersNs, long commitNs) {}
}
