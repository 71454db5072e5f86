package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.EntryKind;

/** A money row before it has a place in the log. */
record ModelPosting(EntryKind kind, AccountRef debit, AccountRef credit, long amount) {
    boolean posts() {
        return kind == EntryKind.TRANSFER || kind == EntryKind.REVERSAL || kind == EntryKind.CAPTURE;
    }

    boolean reserves() {
        return kind == EntryKind.HOLD;
    }
}
