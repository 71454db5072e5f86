package io.bursar.engine.write;

import io.bursar.engine.Key;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.evaluate.Evaluator;
import io.bursar.engine.log.KeyCodec;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.log.SipHash;
import io.bursar.engine.state.BookState;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** The book as this node has it in memory, and how that keeps up with what the database has. */
final class LoadedBook {
    private final BookStore store;
    private final LogShape shape;
    private final LedgerObserver observer;
    private final Consumer<BookState> stateChanged;

    private BookLoader loader;
    private BookState state;
    private Evaluator evaluator;
    private BatchRow last;

    /** @param stateChanged told of each state that takes the place of another */
    LoadedBook(BookStore store, LogShape shape, LedgerObserver observer, Consumer<BookState> stateChanged)
            throws SQLException {
        this.store = store;
        this.shape = shape;
        this.observer = observer;
        this.stateChanged = stateChanged;
        this.loader = new BookLoader(store, shape);
        BookLoader.Loaded loaded = loader.load();
        this.state = loaded.state();
        this.last = loaded.last();
        this.evaluator = new Evaluator(state);
        stateChanged.accept(state);
    }

    BookLoader loader() {
        return loader;
    }

    BookState state() {
        return state;
    }

    Evaluator evaluator() {
        return evaluator;
    }

    /** The last batch that memory has; {@link BatchRow#NONE} before the first. */
    BatchRow last() {
        return last;
    }

    /** A batch of this node was committed: what it did is there for readers. */
    void publish(BatchRow row) {
        last = row;
        state.publish(row.stamp(), row.atMicros());
    }

    /** Drops memory and loads the book again. */
    void reload() throws SQLException {
        loader = new BookLoader(store, shape);
        BookLoader.Loaded loaded = loader.load();
        state = loaded.state();
        last = loaded.last();
        evaluator = new Evaluator(state);
        stateChanged.accept(state);
    }

    // ---- other nodes, and history that was rewound

    /** How many rows other nodes wrote that memory lacks. @param tail batches from {@link #last} on */
    long rowsBehind(List<BatchRow> tail) {
        return tail.isEmpty() ? 0 : tail.getLast().last() - last.last();
    }

    /** Reads what other nodes wrote. */
    void catchUp(List<BatchRow> tail) throws SQLException {
        if (!tail.isEmpty() && tail.getLast().number() > last.number()) {
            loader.catchUp(state, tail, last.last());
            last = tail.getLast();
        }
    }

    /** Whether the database no longer has the last batch that memory has. */
    boolean isRewound(List<BatchRow> tail) {
        if (last == BatchRow.NONE) {
            return false;
        }
        return tail.isEmpty()
                || tail.getFirst().number() != last.number()
                || tail.getFirst().nonce() != last.nonce();
    }

    /** Drops memory and begins again from what the database has. */
    void rewind(List<BatchRow> tail) throws SQLException {
        BookState old = state;
        long known = last.number();
        reload();
        boolean replaced = !tail.isEmpty();
        long keptPosition = replaced ? 0 : last.last();
        List<Key> lost = old.keysAfter(keptPosition).stream()
                .filter(key -> !replaced || !isKnown(key))
                .toList();
        observer.rewound(new LedgerObserver.Rewind(known, last.number(), lost));
    }

    private boolean isKnown(Key key) {
        byte[] bytes = KeyCodec.encode(key);
        return state.findKey(SipHash.hash(bytes), bytes) != 0;
    }
}
