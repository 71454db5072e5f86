package io.bursar.engine.read;

import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;

/**
 * The rows of the log that are in memory, from a first one on that stays the same for as long as this lives. Rows are
 * visited a few thousand at a time under the read lock, so that a long visit does not keep the writer from publishing.
 */
final class TailRows {
    /** Takes a row. */
    interface Visitor {
        void row(LogMemory rows, long position);
    }

    private static final int ROWS_A_LOCK = 4_096;
    /** After so many steps along an account's chain, its rows are so dense that going through all rows is faster. */
    private static final int STEPS_MAX = 16_384;

    private final BookState now;
    private final long first;
    private final long committed;

    TailRows(BookState now) {
        this.now = now;
        now.readLock().lock();
        try {
            first = now.memory().firstPosition();
            committed = now.committedPosition();
        } finally {
            now.readLock().unlock();
        }
    }

    /** Position of the first row in memory; those before it are in sealed partitions. */
    long first() {
        return first;
    }

    /** Position of the last committed row. */
    long committed() {
        return committed;
    }

    /** Every row that posts, newest first. @return false: rows were sealed and dropped meanwhile; begin again */
    boolean all(Visitor visitor) {
        return visit(committed, new Step(0), posting(visitor));
    }

    /** Every row of a kind, newest first. */
    boolean all(EntryKind kind, Visitor visitor) {
        return visit(committed, new Step(0), (rows, position) -> {
            if (rows.kind(position) == kind.code()) {
                visitor.row(rows, position);
            }
        });
    }

    private static Visitor posting(Visitor visitor) {
        return (rows, position) -> {
            if (EntryKind.of(rows.kind(position)).posts()) {
                visitor.row(rows, position);
            }
        };
    }

    /** The same for one account's rows. */
    boolean ofAccount(int account, Visitor visitor) {
        long newest;
        now.readLock().lock();
        try {
            if (!now.accounts().isInMemory(account)) {
                // Whatever has rows in memory is in memory itself.
                return now.memory().firstPosition() == first;
            }
            newest = LedgerId.position(now.accounts().page(account).committed.lastRow[Accounts.at(account)]);
        } finally {
            now.readLock().unlock();
        }
        return visit(newest, new Step(account), posting(visitor));
    }

    private boolean visit(long newest, Step step, Visitor visitor) {
        long at = newest;
        while (at >= first) {
            now.readLock().lock();
            try {
                LogMemory rows = now.memory();
                if (rows.firstPosition() != first) {
                    return false;
                }
                for (int i = 0; i < ROWS_A_LOCK && at >= first; i++) {
                    if (at <= committed && step.wants(rows, at)) {
                        visitor.row(rows, at);
                    }
                    at = step.before(rows, at);
                }
            } finally {
                now.readLock().unlock();
            }
        }
        return true;
    }

    /** From a row to an older one that may be wanted. */
    private static final class Step {
        private final int account;
        private int steps;

        /** @param account 0: all */
        Step(int account) {
            this.account = account;
        }

        boolean wants(LogMemory rows, long position) {
            return account == 0 || rows.debit(position) == account || rows.credit(position) == account;
        }

        long before(LogMemory rows, long position) {
            if (account == 0 || ++steps > STEPS_MAX || !wants(rows, position)) {
                return position - 1;
            }
            return LedgerId.position(
                    rows.debit(position) == account ? rows.debitPrev(position) : rows.creditPrev(position));
        }
    }
}
