package io.bursar.engine.read;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountKind.NormalSide;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.Chart;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.HoldView;
import io.bursar.engine.Key;
import io.bursar.engine.LedgerException;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.Outcome;
import io.bursar.engine.TransactionView;
import io.bursar.engine.TrialBalance;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.KeyCodec;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.Micros;
import io.bursar.engine.log.RejectionDetail;
import io.bursar.engine.log.SipHash;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import io.bursar.engine.state.Claim;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Answers from memory what memory has, and the rest from sealed partitions and checkpoints. */
public final class BookReader implements LedgerReader {
    private static final Comparator<AccountView> BY_PATH = Comparator.comparing(
                    (AccountView view) -> view.ref().path())
            .thenComparing(view -> view.ref().currency());

    private final DataSource database;
    private final Supplier<BookState> state;
    private final SealedLog sealed;
    private final StoredAccounts stored;
    private final Runnable nudge;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition committed = lock.newCondition();

    /** @param nudge asks the writer to look for what other nodes wrote */
    public BookReader(DataSource database, Supplier<BookState> state, int partitionBits, Runnable nudge) {
        this.database = database;
        this.state = state;
        this.sealed = new SealedLog(state.get().memory().book(), partitionBits);
        this.stored = new StoredAccounts(state.get().memory().book());
        this.nudge = nudge;
    }

    private interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    private <T> T query(Query<T> query) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            return query.run(connection);
        } catch (SQLException failed) {
            throw new LedgerException(
                    LedgerException.Reason.UNKNOWN, "reading the ledger: " + failed.getMessage(), failed);
        }
    }

    // ---- accounts

    @Override
    public Optional<AccountView> account(AccountRef ref) {
        AccountView inMemory = inMemory(ref);
        if (inMemory != null) {
            return Optional.of(inMemory);
        }
        return query(connection -> stored.byRef(connection, ref)).map(this::newest);
    }

    @Override
    public Optional<AccountView> account(long id) {
        if (LedgerId.book(id) != state.get().memory().book() || LedgerId.position(id) > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        int number = (int) LedgerId.position(id);
        AccountView inMemory = inMemory(number);
        if (inMemory != null) {
            return Optional.of(inMemory);
        }
        return query(connection -> stored.byNumber(connection, number)).map(this::newest);
    }

    private @Nullable AccountView inMemory(AccountRef ref) {
        BookState now = state.get();
        now.readLock().lock();
        try {
            int number = now.accounts().find(ref.path(), ref.currency());
            return number == 0 ? null : view(now, number);
        } finally {
            now.readLock().unlock();
        }
    }

    private @Nullable AccountView inMemory(int number) {
        BookState now = state.get();
        now.readLock().lock();
        try {
            return now.accounts().isInMemory(number) ? view(now, number) : null;
        } finally {
            now.readLock().unlock();
        }
    }

    /** The account as committed; null when its opening is not. Under the read lock. */
    private static @Nullable AccountView view(BookState now, int number) {
        if (number > now.accounts().committedCount()) {
            return null;
        }
        Accounts.Page page = now.accounts().page(number);
        int at = Accounts.at(number);
        Accounts.Columns columns = page.committed;
        AccountKind kind = Accounts.kind(page, at);
        boolean debitNormal = kind.normalSide() == NormalSide.DEBIT;
        return new AccountView(
                LedgerId.of(now.memory().book(), number),
                new AccountRef(Accounts.path(page, at), Accounts.currency(page, at)),
                kind,
                Accounts.status(columns, at),
                kind.normal(columns.posted[at]),
                debitNormal ? columns.heldCredit[at] : columns.heldDebit[at],
                debitNormal ? columns.heldDebit[at] : columns.heldCredit[at],
                columns.floor[at] == Accounts.NO_FLOOR ? null : columns.floor[at],
                columns.ceiling[at] == Accounts.NO_CEILING ? null : columns.ceiling[at],
                StoredAccounts.metadata(columns.metadata[at]),
                page.opened[at],
                columns.seq[at]);
    }

    /** What memory has of an account, where it has it, in place of what a checkpoint says. */
    private AccountView newest(AccountView checkpointed) {
        AccountView inMemory = inMemory((int) LedgerId.position(checkpointed.id()));
        return inMemory != null && inMemory.lastSeq() >= checkpointed.lastSeq() ? inMemory : checkpointed;
    }

    @Override
    public List<AccountView> accounts(String prefix, @Nullable AccountRef after, int limit) {
        checkLimit(limit);
        TreeMap<AccountView, AccountView> merged = new TreeMap<>(BY_PATH);
        for (AccountView view : openedInMemory(view -> view.ref().path().startsWith(prefix) && isAfter(view, after))) {
            merged.put(view, view);
        }
        for (AccountView view : query(connection -> stored.page(connection, prefix, after, limit))) {
            AccountView newest = newest(view);
            merged.put(newest, newest);
        }
        return merged.values().stream().limit(limit).toList();
    }

    private static boolean isAfter(AccountView view, @Nullable AccountRef after) {
        if (after == null) {
            return true;
        }
        int byPath = view.ref().path().compareTo(after.path());
        return byPath > 0 || (byPath == 0 && view.ref().currency().compareTo(after.currency()) > 0);
    }

    private List<AccountView> openedInMemory(java.util.function.Predicate<AccountView> wanted) {
        BookState now = state.get();
        List<AccountView> views = new ArrayList<>();
        now.readLock().lock();
        try {
            int count = now.accounts().committedCount();
            for (int number = 1; number <= count; number++) {
                if (now.accounts().isInMemory(number)) {
                    AccountView view = view(now, number);
                    if (view != null && wanted.test(view)) {
                        views.add(view);
                    }
                }
            }
        } finally {
            now.readLock().unlock();
        }
        return views;
    }

    @Override
    public List<AccountView> accountsBeyondLimits(int limit) {
        checkLimit(limit);
        TreeMap<AccountView, AccountView> merged = new TreeMap<>(BY_PATH);
        openedInMemory(AccountView::isBeyondLimits).forEach(view -> merged.put(view, view));
        for (AccountView view : query(stored::beyondLimits)) {
            AccountView newest = newest(view);
            if (newest.isBeyondLimits()) {
                merged.put(newest, newest);
            }
        }
        return merged.values().stream().limit(limit).toList();
    }

    @Override
    public TrialBalance trialBalance() {
        // Checkpoints first, memory second: what changes in between is in memory, and memory wins.
        Map<Integer, AccountView> all = new TreeMap<>();
        BookState now = state.get();
        if (!now.accounts().isComplete()) {
            query(connection -> {
                stored.all(connection, view -> all.put((int) LedgerId.position(view.id()), view));
                return true;
            });
        }
        now.readLock().lock();
        try {
            int count = now.accounts().committedCount();
            for (int number = 1; number <= count; number++) {
                if (now.accounts().isInMemory(number)) {
                    AccountView view = view(now, number);
                    if (view != null) {
                        all.put(number, view);
                    }
                }
            }
            return TrialBalances.sum(now.committedSeq(), all.values());
        } finally {
            now.readLock().unlock();
        }
    }

    // ---- transactions

    @Override
    public Optional<TransactionView> transaction(long id) {
        return read(id).map(found ->
                TransactionViews.of(found.rows(), found.first(), found.recordedAt(), found.names(), this::kind));
    }

    private record Found(LogMemory rows, long first, long recordedAt, IntFunction<AccountRef> names) {}

    /** The command that begins at an id; empty when none does. */
    private Optional<Found> read(long id) {
        BookState now = state.get();
        long position = LedgerId.position(id);
        if (LedgerId.book(id) != now.memory().book() || position < 1 || position > now.committedPosition()) {
            return Optional.empty();
        }
        now.readLock().lock();
        try {
            if (position >= now.memory().firstPosition()) {
                return begins(now.memory(), position)
                        ? Optional.of(
                                new Found(now.memory(), position, now.times().timeOf(position), this::name))
                        : Optional.empty();
            }
        } finally {
            now.readLock().unlock();
        }
        return query(connection -> {
            LogMemory rows = sealed.command(connection, position, now.committedPosition());
            if (rows == null || !begins(rows, position)) {
                return Optional.empty();
            }
            return Optional.of(new Found(rows, position, sealed.recordedAt(connection, position), this::name));
        });
    }

    private static boolean begins(LogMemory rows, long position) {
        EntryKind kind = EntryKind.of(rows.kind(position));
        return rows.leg(position) == 0 && (kind.posts() || kind.holds());
    }

    private AccountRef name(int number) {
        BookState now = state.get();
        now.readLock().lock();
        try {
            if (now.accounts().isInMemory(number)) {
                return now.accounts().ref(number);
            }
        } finally {
            now.readLock().unlock();
        }
        return query(connection -> stored.byNumber(connection, number))
                .orElseThrow(() -> new IllegalStateException("account " + number + " does not exist"))
                .ref();
    }

    private AccountKind kind(int number) {
        BookState now = state.get();
        now.readLock().lock();
        try {
            if (now.accounts().isInMemory(number)) {
                return now.accounts().kind(number);
            }
        } finally {
            now.readLock().unlock();
        }
        return query(connection -> stored.byNumber(connection, number))
                .orElseThrow(() -> new IllegalStateException("account " + number + " does not exist"))
                .kind();
    }

    @Override
    public Optional<TransactionView> transaction(Key key) {
        long position = find(key);
        return position == 0
                ? Optional.empty()
                : transaction(LedgerId.of(state.get().memory().book(), position));
    }

    /** Position of the row that carries the key; 0 for none. */
    private long find(Key key) {
        byte[] bytes = KeyCodec.encode(key);
        long hash = SipHash.hash(bytes, 0, bytes.length);
        BookState now = state.get();
        now.readLock().lock();
        List<Integer> candidates;
        try {
            long position = now.findCommittedKey(hash, bytes);
            if (position != 0) {
                return position;
            }
            candidates = now.sealedCandidates(hash);
        } finally {
            now.readLock().unlock();
        }
        for (int partition : candidates) {
            long position = query(connection -> sealed.findKey(connection, partition, bytes));
            if (position != 0) {
                return position;
            }
        }
        return 0;
    }

    @Override
    public Optional<Outcome.Definite> outcome(Key key) {
        long position = find(key);
        if (position == 0) {
            return Optional.empty();
        }
        BookState now = state.get();
        long seq = now.memory().seq(position);
        now.readLock().lock();
        try {
            if (position >= now.memory().firstPosition()) {
                return Optional.of(definite(now.memory(), position, now.times().timeOf(position)));
            }
        } finally {
            now.readLock().unlock();
        }
        return query(connection -> {
            LogMemory rows = sealed.fetch(connection, position, position);
            return Optional.of(definite(rows, LedgerId.position(seq), sealed.recordedAt(connection, position)));
        });
    }

    private static Outcome.Definite definite(LogMemory rows, long position, long recordedAt) {
        return rows.kind(position) == EntryKind.REJECTED.code()
                ? RejectionDetail.fromDetail(Json.parse(rows.detail(position)))
                : new Outcome.Applied(rows.seq(position), Micros.toInstant(recordedAt));
    }

    // ---- holds

    @Override
    public Optional<HoldView> hold(long id) {
        Optional<Found> found = read(id);
        if (found.isEmpty() || found.get().rows().kind(LedgerId.position(id)) != EntryKind.HOLD.code()) {
            return Optional.empty();
        }
        Claim claim = state.get().committedClaim(id);
        if (claim == null) {
            claim = query(connection -> sealed.claims(connection, List.of(id))).getFirst();
            Claim meanwhile = state.get().committedClaim(id);
            claim = meanwhile != null ? meanwhile : claim;
        }
        TransactionView hold = TransactionViews.of(
                found.get().rows(),
                found.get().first(),
                found.get().recordedAt(),
                found.get().names(),
                this::kind);
        return Optional.of(TransactionViews.hold(hold, claim));
    }

    // ---- history

    @Override
    public List<HistoryEntry> history(AccountRef account, long before, int limit) {
        checkLimit(limit);
        Optional<AccountView> view = account(account);
        if (view.isEmpty()) {
            return List.of();
        }
        int number = (int) LedgerId.position(view.get().id());
        List<HistoryEntry> entries = new ArrayList<>();
        long at = before == 0 ? lastRow(number) : previousOf(number, before);
        at = walkMemory(number, at, limit, entries);
        if (at != 0 && entries.size() < limit) {
            walkSealed(number, at, limit - entries.size(), entries);
        }
        return entries;
    }

    private long lastRow(int number) {
        BookState now = state.get();
        now.readLock().lock();
        try {
            if (now.accounts().isInMemory(number)) {
                return now.accounts().page(number).committed.lastRow[Accounts.at(number)];
            }
        } finally {
            now.readLock().unlock();
        }
        return query(connection -> stored.lastRow(connection, number));
    }

    /** The account's row before one of its rows; 0 for none, or when the row is not the account's. */
    private long previousOf(int number, long seq) {
        BookState now = state.get();
        long position = LedgerId.position(seq);
        if (LedgerId.book(seq) != now.memory().book() || position < 1 || position > now.committedPosition()) {
            return 0;
        }
        now.readLock().lock();
        try {
            if (position >= now.memory().firstPosition()) {
                return previous(now.memory(), position, number);
            }
        } finally {
            now.readLock().unlock();
        }
        return query(connection -> previous(sealed.fetch(connection, position, position), position, number));
    }

    private static long previous(LogMemory rows, long position, int number) {
        if (rows.debit(position) == number) {
            return rows.debitPrev(position);
        }
        return rows.credit(position) == number ? rows.creditPrev(position) : 0;
    }

    /** @return the first row that is not in memory, 0 at the end */
    private long walkMemory(int number, long from, int limit, List<HistoryEntry> into) {
        BookState now = state.get();
        AccountKind kind = kind(number);
        long at = from;
        while (at != 0 && into.size() < limit) {
            long position = LedgerId.position(at);
            now.readLock().lock();
            try {
                if (position < now.memory().firstPosition()) {
                    return at;
                }
                into.add(HistoryEntries.of(
                        HistoryEntries.Row.of(now.memory(), position),
                        number,
                        kind,
                        now.times().timeOf(position),
                        this::name));
                at = previous(now.memory(), position, number);
            } finally {
                now.readLock().unlock();
            }
        }
        return into.size() < limit ? at : 0;
    }

    private void walkSealed(int number, long from, int limit, List<HistoryEntry> into) {
        AccountKind kind = kind(number);
        into.addAll(query(connection -> stored.walk(connection, number, kind, from, limit, this::name)));
    }

    // ---- the rest

    @Override
    public Chart chart() {
        return state.get().committedSettings().chart().chart();
    }

    @Override
    public long committedSeq() {
        return state.get().committedSeq();
    }

    /** Wakes those who wait for rows. */
    public void committedMore() {
        lock.lock();
        try {
            committed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitSeq(long seq, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (committedSeq() < seq) {
                if (left <= 0) {
                    return false;
                }
                nudge.run();
                left -= TimeUnit.MILLISECONDS.toNanos(5) - committed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static void checkLimit(int limit) {
        if (limit < 1 || limit > PAGE_MAX) {
            throw new IllegalArgumentException("limit must be 1 to " + PAGE_MAX + ", got " + limit);
        }
    }
}
