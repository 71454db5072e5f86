package io.bursar.ledger;

import io.bursar.api.Call;
import io.bursar.api.Caller;
import io.bursar.api.ErrorCode;
import io.bursar.api.Problem;
import io.bursar.database.Database;
import io.bursar.engine.Command;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerException;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.RiderStatement;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The books that this node has open. The house's is always; others are opened when a key to them is used. Each costs
 * threads, two connections and the tail of its log in memory, so that only so many are open at a time: one more makes
 * room by closing whichever nobody has used for longest, provided that it has been idle for a while.
 */
public final class OpenBooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenBooks.class);

    private final Database database;
    private final Limits limits;
    private final List<BookWatcher> watchers;
    private final List<RiderStatement> riders;
    private final Map<Integer, Used> books = new ConcurrentHashMap<>();
    private boolean closed;

    /**
     * @param openMax books open at a time, ≥ 1
     * @param idleNs how long a book must have been left alone to be closed for another
     */
    record Limits(int openMax, long idleNs) {
        static final Limits STANDARD = new Limits(16, 30_000_000_000L);
    }

    /** @param riders statements of features, to be run in the commits of their commands; a bean each */
    OpenBooks(Database database, Limits limits, List<BookWatcher> watchers, List<RiderStatement> riders) {
        this.database = database;
        this.limits = limits;
        this.watchers = List.copyOf(watchers);
        this.riders = List.copyOf(riders);
        of(Book.NUMBER);
    }

    /** The book of whoever asks. */
    public Ledger of(Call call) {
        return of(call.caller().book());
    }

    /**
     * The book of this number, opened if need be. Not to be kept from one request to the next.
     *
     * @param number of a book that exists: the ledger makes whatever it is asked to open
     */
    public Ledger of(int number) {
        Used used = books.get(number);
        if (used == null) {
            used = open(number);
        }
        used.lastNs = System.nanoTime();
        return used.ledger;
    }

    /** Tells all watchers that commands are about to be handed over; to be run when they were answered. */
    public Runnable submitting(Caller caller, List<Command> commands) {
        List<Runnable> answered = watchers.stream()
                .map(watcher -> watcher.submitting(caller.book(), commands))
                .toList();
        return () -> answered.forEach(Runnable::run);
    }

    /** Those that are open, by number. */
    public Map<Integer, Ledger> open() {
        return books.entrySet().stream()
                .collect(java.util.stream.Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, each -> each.getValue().ledger));
    }

    private synchronized Used open(int number) {
        Used already = books.get(number);
        if (already != null) {
            return already;
        }
        if (closed) {
            throw notReady("The ledger is stopping; nothing happened.");
        }
        if (books.size() >= limits.openMax()) {
            makeRoom();
        }
        Used used = new Used(openLedger(number));
        watchers.forEach(watcher -> watcher.opened(number, used.ledger));
        books.put(number, used);
        return used;
    }

    private Ledger openLedger(int number) {
        database.reserveForBooks(books.size() + 1);
        try {
            List<LedgerObserver> observers =
                    watchers.stream().map(watcher -> watcher.observer(number)).toList();
            return Ledger.open(Book.config(database, number).withRiders(riders).withObserver(new Observers(observers)));
        } catch (LedgerException failed) {
            if (number == Book.NUMBER) {
                throw failed;
            }
            LOG.warn("book not opened book={}", number, failed);
            throw notReady("Your book could not be opened; nothing happened.");
        }
    }

    private void makeRoom() {
        long now = System.nanoTime();
        Map.Entry<Integer, Used> idlest = books.entrySet().stream()
                .filter(each -> each.getKey() != Book.NUMBER)
                .max(Comparator.comparingLong(each -> now - each.getValue().lastNs))
                .filter(each -> now - each.getValue().lastNs >= limits.idleNs())
                .orElseThrow(() -> notReady("Too many books are in use on this node; nothing happened."));
        close(idlest.getKey());
    }

    private void close(int number) {
        Used used = books.remove(number);
        if (used != null) {
            watchers.forEach(watcher -> watcher.closed(number));
            used.ledger.close();
        }
    }

    private static RuntimeException notReady(String why) {
        return Problem.of(ErrorCode.NOT_READY, why).asException();
    }

    /** Closes all; waits until what they took is answered. */
    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(books.keySet()).forEach(this::close);
    }

    /** Every open book, in no order. */
    Collection<Ledger> ledgers() {
        return open().values();
    }

    private static final class Used {
        private final Ledger ledger;
        private volatile long lastNs = System.nanoTime();

        Used(Ledger ledger) {
            this.ledger = ledger;
        }
    }
}
