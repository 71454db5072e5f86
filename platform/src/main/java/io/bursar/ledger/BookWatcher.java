package io.bursar.ledger;

import io.bursar.engine.Command;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerObserver;
import java.util.List;

/** Somebody who wants to know of every book that this node opens: metrics, traces. */
public interface BookWatcher {
    /** Hears what the book's engine does from its opening on. */
    default LedgerObserver observer(int book) {
        return LedgerObserver.SILENT;
    }

    /** The book can be used. */
    default void opened(int book, Ledger ledger) {}

    /**
     * A caller's thread is about to hand over commands. What is returned is run when they were answered, or given up.
     */
    default Runnable submitting(int book, List<Command> commands) {
        return () -> {};
    }

    /** The book will not be used any more, unless it is opened again. */
    default void closed(int book) {}
}
