package io.bursar.engine.write;

import io.bursar.engine.state.BatchStamp;

/** A row of {@code ledger.batch}: positions first to last are the batch's rows. */
record BatchRow(long number, long nonce, long first, long last, long atMicros) {
    /** Before the first batch of a book. */
    static final BatchRow NONE = new BatchRow(0, 0, 0, 0, Long.MIN_VALUE);

    BatchStamp stamp() {
        return new BatchStamp(number, nonce);
    }

    long rows() {
        return last - first + 1;
    }
}
