package io.bursar.ledger;

import io.bursar.engine.LedgerObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log what an operator must know of the engine. */
final class LedgerLog implements LedgerObserver {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerLog.class);

    private final int book;

    LedgerLog(int book) {
        this.book = book;
    }

    @Override
    public void rewound(Rewind rewind) {
        LOG.error(
                "history was rewound, acknowledged batches are missing book={}"
                        + " last_known={} in_database={} lost_keys={}",
                book,
                rewind.lastKnownBatch(),
                rewind.batchInDatabase(),
                rewind.lost().stream()
                        .map(key -> key.caller() + ":" + key.text())
                        .toList());
    }

    @Override
    public void unavailable(String doing, Exception cause) {
        LOG.warn("the ledger cannot use its database book={} doing={}", book, doing, cause);
    }

    @Override
    public void sealingFailed(Exception cause) {
        LOG.warn("a full partition could not be sealed; it is tried again book={}", book, cause);
    }
}
