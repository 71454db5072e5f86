package io.bursar.engine.read;

import io.bursar.engine.AccountKind;
import io.bursar.engine.AccountKind.NormalSide;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AccountView;
import io.bursar.engine.LedgerId;
import io.bursar.engine.TrialBalance;
import io.bursar.engine.log.Queries;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads accounts: what memory has of them wins over what checkpoints say. */
final class AccountReader {
    /** So many accounts are looked up one by one rather than with all others. */
    static final int FEW = 1_000;

    private static final Comparator<AccountView> BY_PATH = Comparator.comparing(
                    (AccountView view) -> view.ref().path())
            .thenComparing(view -> view.ref().currency());

    private final Queries queries;
    private final Supplier<BookState> state;
    private final StoredAccounts stored;
    private final AccountTotals totals;
    private final PathOrder order = new PathOrder();

    AccountReader(Queries queries, Supplier<BookState> state, StoredAccounts stored) {
        this.queries = queries;
        this.state = state;
        this.stored = stored;
        this.totals = new AccountTotals(queries, state, stored, this);
    }

    Optional<AccountView> byRef(AccountRef ref) {
        AccountView inMemory = inMemory(ref);
        if (inMemory != null) {
            return Optional.of(inMemory);
        }
        return queries.run(connection -> stored.byRef(connection, ref)).map(this::newest);
    }

    Optional<AccountView> byId(long id) {
        if (LedgerId.book(id) != state.get().memory().book() || LedgerId.position(id) > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        int number = (int) LedgerId.position(id);
        AccountView inMemory = inMemory(number);
        if (inMemory != null) {
            return Optional.of(inMemory);
        }
        return queries.run(connection -> stored.byNumber(connection, number)).map(this::newest);
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
        return view(now, number, now.accounts().page(number).committed);
    }

    /** The account as its columns have it, committed or working. */
    static AccountView view(BookState now, int number, Accounts.Columns columns) {
        Accounts.Page page = now.accounts().page(number);
        int at = Accounts.at(number);
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
    AccountView newest(AccountView checkpointed) {
        AccountView inMemory = inMemory((int) LedgerId.position(checkpointed.id()));
        return inMemory != null && inMemory.lastSeq() >= checkpointed.lastSeq() ? inMemory : checkpointed;
    }

    List<AccountView> page(String prefix, @Nullable AccountRef after, int limit) {
        TreeMap<AccountView, AccountView> merged = new TreeMap<>(BY_PATH);
        PathOrder.Bound bound = after == null ? PathOrder.Bound.notBefore(prefix) : PathOrder.Bound.after(after);
        for (AccountView view : openedFrom(prefix, bound, limit)) {
            merged.put(view, view);
        }
        for (AccountView view : queries.run(connection -> stored.page(connection, prefix, after, limit))) {
            AccountView newest = newest(view);
            merged.put(newest, newest);
        }
        return merged.values().stream().limit(limit).toList();
    }

    /** Accounts that rows in memory opened, and perhaps others, in order of (path, currency). */
    List<AccountView> openedFrom(String prefix, PathOrder.Bound bound, int limit) {
        List<AccountView> views = new ArrayList<>();
        BookState now = state.get();
        List<PathOrder.Opened> opened = order.from(now, prefix, bound, limit);
        now.readLock().lock();
        try {
            for (PathOrder.Opened each : opened) {
                AccountView view = view(now, each.number());
                if (view != null) {
                    views.add(view);
                }
            }
        } finally {
            now.readLock().unlock();
        }
        return views;
    }

    /** Those of one path that rows in memory opened, and perhaps others. */
    List<AccountView> openedAt(String path) {
        // A path's currencies are few: they are asked for again, more of them, only where they are not.
        for (int limit = 16; ; limit *= 16) {
            List<AccountView> views = openedFrom(path, PathOrder.Bound.notBefore(path), limit).stream()
                    .takeWhile(view -> view.ref().path().equals(path))
                    .toList();
            if (views.size() < limit) {
                return views;
            }
        }
    }

    private List<AccountView> inMemory(Predicate<AccountView> wanted) {
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

    List<AccountView> beyondLimits(int limit) {
        TreeMap<AccountView, AccountView> merged = new TreeMap<>(BY_PATH);
        inMemory(AccountView::isBeyondLimits).forEach(view -> merged.put(view, view));
        for (AccountView view : queries.run(stored::beyondLimits)) {
            AccountView newest = newest(view);
            if (newest.isBeyondLimits()) {
                merged.put(newest, newest);
            }
        }
        return merged.values().stream().limit(limit).toList();
    }

    /** Sums of all accounts whose path begins so, all as of one committed row. */
    TrialBalance trialBalance(String prefix) {
        return totals.of(prefix);
    }

    /** Every account whose path begins so. */
    Collection<AccountView> all(String prefix) {
        List<AccountView> few = prefix.isEmpty() ? List.of() : page(prefix, null, FEW + 1);
        if (!prefix.isEmpty() && few.size() <= FEW) {
            return few;
        }
        Map<Integer, AccountView> all = checkpointed(prefix);
        BookState now = state.get();
        now.readLock().lock();
        try {
            putFromMemory(now, prefix, all);
        } finally {
            now.readLock().unlock();
        }
        return all.values();
    }

    private Map<Integer, AccountView> checkpointed(String prefix) {
        Map<Integer, AccountView> all = new TreeMap<>();
        if (!state.get().accounts().isComplete()) {
            queries.run(connection -> {
                stored.all(connection, prefix, view -> all.put((int) LedgerId.position(view.id()), view));
                return true;
            });
        }
        return all;
    }

    private static void putFromMemory(BookState now, String prefix, Map<Integer, AccountView> into) {
        int count = now.accounts().committedCount();
        for (int number = 1; number <= count; number++) {
            boolean named = now.accounts().isInMemory(number)
                    && Accounts.path(now.accounts().page(number), Accounts.at(number))
                            .startsWith(prefix);
            AccountView view = named ? view(now, number) : null;
            if (view != null) {
                into.put(number, view);
            }
        }
    }

    // ---- for views of rows, which have numbers

    AccountRef name(int number) {
        BookState now = state.get();
        now.readLock().lock();
        try {
            if (now.accounts().isInMemory(number)) {
                return now.accounts().ref(number);
            }
        } finally {
            now.readLock().unlock();
        }
        return queries.run(connection -> stored.byNumber(connection, number))
                .orElseThrow(() -> new IllegalStateException("account " + number + " does not exist"))
                .ref();
    }

    AccountKind kind(int number) {
        BookState now = state.get();
        now.readLock().lock();
        try {
            if (now.accounts().isInMemory(number)) {
                return now.accounts().kind(number);
            }
        } finally {
            now.readLock().unlock();
        }
        return queries.run(connection -> stored.byNumber(connection, number))
                .orElseThrow(() -> new IllegalStateException("account " + number + " does not exist"))
                .kind();
    }
}
