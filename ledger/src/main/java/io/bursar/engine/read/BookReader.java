package io.bursar.engine.read;

import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.Chart;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.HoldView;
import io.bursar.engine.Key;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.LedgerSearch;
import io.bursar.engine.Outcome;
import io.bursar.engine.PathEntry;
import io.bursar.engine.TransactionView;
import io.bursar.engine.TrialBalance;
import io.bursar.engine.TwoTimes;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.KeyCodec;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.log.Micros;
import io.bursar.engine.log.Queries;
import io.bursar.engine.log.RejectionDetail;
import io.bursar.engine.log.SipHash;
import io.bursar.engine.search.SearchReader;
import io.bursar.engine.state.BookState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Answers from memory what memory has, and the rest from sealed partitions and checkpoints. */
public final class BookReader implements LedgerReader {
    private final Supplier<BookState> state;
    private final Queries queries;
    private final SealedLog sealed;
    private final AccountReader accounts;
    private final PathTree tree;
    private final HistoryReader histories;
    private final CommandReader commands;
    private final SearchReader search;
    private final TimesReader times;
    private final Runnable nudge;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition committed = lock.newCondition();

    /** @param nudge asks the writer to look for what other nodes wrote */
    public BookReader(DataSource database, Supplier<BookState> state, LogShape shape, Runnable nudge) {
        this.state = state;
        this.queries = new Queries(database);
        this.sealed = new SealedLog(shape);
        StoredAccounts stored = new StoredAccounts(shape.book());
        this.accounts = new AccountReader(queries, state, stored);
        this.tree = new PathTree(queries, stored, accounts);
        this.histories = new HistoryReader(queries, state, sealed, stored, accounts);
        this.commands = new CommandReader(
                queries, state, new CommandReader.Sealed(sealed, new SealedCommands(shape)), accounts);
        SealedDays days = new SealedDays(shape);
        AsOfSums sums = new AsOfSums(queries, state, days, shape.book());
        this.times = new TimesReader(
                accounts,
                histories,
                sums,
                new Movements(queries, days),
                new PeriodCloses(queries, sealed, shape.book()));
        SearchViews views = new SearchViews(accounts, commands, histories, sums);
        this.search = new SearchReader(views, queries, state, shape.book());
        this.nudge = nudge;
    }

    // ---- accounts

    @Override
    public Optional<AccountView> account(AccountRef ref) {
        return accounts.byRef(ref);
    }

    @Override
    public Optional<AccountView> account(long id) {
        return accounts.byId(id);
    }

    @Override
    public List<AccountView> accounts(String prefix, @Nullable AccountRef after, int limit) {
        checkLimit(limit);
        return accounts.page(prefix, after, limit);
    }

    @Override
    public List<PathEntry> entriesBelow(String folder, String after, int limit) {
        checkLimit(limit);
        return tree.below(folder, after, limit);
    }

    @Override
    public List<AccountView> accountsBeyondLimits(int limit) {
        checkLimit(limit);
        return accounts.beyondLimits(limit);
    }

    @Override
    public TrialBalance trialBalance() {
        return accounts.trialBalance("");
    }

    @Override
    public TwoTimes times() {
        return times;
    }

    @Override
    public Optional<HistoryEntry> entry(AccountRef account, long seq) {
        return accounts.byRef(account).flatMap(view -> histories.entry((int) LedgerId.position(view.id()), seq));
    }

    @Override
    public List<HistoryEntry> history(AccountRef account, long before, int limit) {
        checkLimit(limit);
        return accounts.byRef(account)
                .map(view -> histories.history((int) LedgerId.position(view.id()), before, limit))
                .orElse(List.of());
    }

    // ---- transactions

    @Override
    public Optional<TransactionView> transaction(long id) {
        return commands.transaction(id);
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
        long hash = SipHash.hash(bytes);
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
            long position = queries.run(connection -> sealed.findKey(connection, partition, bytes));
            if (position != 0) {
                return position;
            }
        }
        return 0;
    }

    @Override
    public LedgerSearch search() {
        return search;
    }

    @Override
    public Optional<Outcome.Definite> outcome(Key key) {
        long position = find(key);
        if (position == 0) {
            return Optional.empty();
        }
        BookState now = state.get();
        now.readLock().lock();
        try {
            if (position >= now.memory().firstPosition()) {
                return Optional.of(definite(now.memory(), position, now.times().timeOf(position)));
            }
        } finally {
            now.readLock().unlock();
        }
        return queries.run(connection -> {
            LogMemory rows = sealed.fetch(connection, position, position);
            return Optional.of(definite(rows, position, sealed.recordedAt(connection, position)));
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
        return commands.hold(id);
    }

    @Override
    public List<HoldView> openHolds(long before, int limit) {
        checkLimit(limit);
        return commands.openHolds(before, limit);
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
