package io.bursar.engine.write;

import java.sql.SQLException;

/** Commits a batch, or finds out whether it was committed, however long that takes. */
final class Commit {
    private final BookStore store;
    private final Outage outage;

    Commit(BookStore store, Outage outage) {
        this.store = store;
        this.outage = outage;
    }

    /** @throws SQLException when the batch was not committed */
    void run(BatchRow row) throws SQLException, InterruptedException {
        try {
            store.appendAndCommit(row);
        } catch (SQLException failed) {
            if (!isFateUnknown(failed)) {
                throw failed;
            }
            outage.tell("committing a batch; finding out whether it was committed", failed);
            if (!isCommitted(row)) {
                throw failed;
            }
        }
    }

    private static boolean isFateUnknown(SQLException failed) {
        String sqlState = failed.getSQLState();
        return sqlState == null || sqlState.startsWith("08") || sqlState.startsWith("57P") || sqlState.startsWith("58");
    }

    private boolean isCommitted(BatchRow row) throws InterruptedException {
        outage.begin();
        while (true) {
            store.abandon();
            outage.answerLate();
            try {
                // The lock is free only when the server has ended the transaction whose answer was lost.
                BookStore.Tail tail = store.begin(row.number());
                store.rollback();
                return tail.batches().stream()
                        .anyMatch(batch -> batch.number() == row.number() && batch.nonce() == row.nonce());
            } catch (SQLException stillLost) {
                outage.tell("finding out whether a batch was committed", stillLost);
                outage.pause();
            }
        }
    }
}
