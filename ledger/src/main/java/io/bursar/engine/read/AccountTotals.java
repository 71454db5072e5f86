package io.bursar.engine.read;

import io.bursar.engine.AccountView;
import io.bursar.engine.LedgerId;
import io.bursar.engine.TrialBalance;
import io.bursar.engine.log.Queries;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sums of all accounts whose path begins so, all as of one committed row. Few accounts are looked up one by one; of
 * many, those in memory are summed from its columns and the others by the database.
 */
final class AccountTotals {
    private final Queries queries;
    private final Supplier<BookState> state;
    private final StoredAccounts stored;
    private final AccountReader accounts;

    AccountTotals(Queries queries, Supplier<BookState> state, StoredAccounts stored, AccountReader accounts) {
        this.queries = queries;
        this.state = state;
        this.stored = stored;
        this.accounts = accounts;
    }

    TrialBalance of(String prefix) {
        while (true) {
            BookState now = state.get();
            TrialBalance sums = prefix.isEmpty() ? null : ofFew(now, prefix);
            if (sums == null) {
                sums = now.accounts().isComplete()
                        ? inMemory(now, prefix)
                        : withCheckpoints(now, prefix).orElse(null);
            }
            if (sums != null) {
                return sums;
            }
        }
    }

    /** Null when there are many, or when memory changed hands meanwhile. */
    private @Nullable TrialBalance ofFew(BookState now, String prefix) {
        while (true) {
            // Whatever is opened later than this has a higher number, and is looked for again.
            int known = count(now);
            List<AccountView> views = accounts.page(prefix, null, AccountReader.FEW + 1);
            if (views.size() > AccountReader.FEW) {
                return null;
            }
            now.readLock().lock();
            try {
                if (state.get() != now) {
                    return null;
                }
                if (now.accounts().committedCount() == known) {
                    return sum(now, views);
                }
            } finally {
                now.readLock().unlock();
            }
        }
    }

    private static int count(BookState now) {
        now.readLock().lock();
        try {
            return now.accounts().committedCount();
        } finally {
            now.readLock().unlock();
        }
    }

    /** As memory has them now, where it has them. Under the read lock. */
    private static TrialBalance sum(BookState now, List<AccountView> views) {
        TrialBalances sums = new TrialBalances();
        for (AccountView view : views) {
            int number = (int) LedgerId.position(view.id());
            if (now.accounts().isInMemory(number)) {
                sums.add(now.accounts().page(number), Accounts.at(number));
            } else {
                sums.add(view);
            }
        }
        return sums.asOf(now.committedSeq());
    }

    /** Null when memory no longer has every account. */
    private static @Nullable TrialBalance inMemory(BookState now, String prefix) {
        now.readLock().lock();
        try {
            if (!now.accounts().isComplete()) {
                return null;
            }
            TrialBalances sums = new TrialBalances();
            addMemory(now, prefix, sums);
            return sums.asOf(now.committedSeq());
        } finally {
            now.readLock().unlock();
        }
    }

    private static void addMemory(BookState now, String prefix, TrialBalances into) {
        int count = now.accounts().committedCount();
        for (int number = 1; number <= count; number++) {
            if (now.accounts().isInMemory(number)) {
                Accounts.Page page = now.accounts().page(number);
                int at = Accounts.at(number);
                if (Accounts.path(page, at).startsWith(prefix)) {
                    into.add(page, at);
                }
            }
        }
    }

    /** Empty when memory changed hands meanwhile. */
    private Optional<TrialBalance> withCheckpoints(BookState now, String prefix) {
        return queries.run(connection -> {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
                return withCheckpoints(connection, now, prefix);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
    }

    /** Checkpoints of one moment first, memory second: what changes in between is in memory, and memory wins. */
    private Optional<TrialBalance> withCheckpoints(Connection connection, BookState now, String prefix)
            throws SQLException {
        BitSet left = missing(now, new BitSet());
        TrialBalances sums = stored.totals(connection, prefix, StoredAccounts.Which.ALL_BUT, left);
        while (true) {
            BitSet more;
            now.readLock().lock();
            try {
                more = missing(now, left);
                if (more.isEmpty()) {
                    addMemory(now, prefix, sums);
                    return state.get() == now ? Optional.of(sums.asOf(now.committedSeq())) : Optional.empty();
                }
            } finally {
                now.readLock().unlock();
            }
            sums.subtract(stored.totals(connection, prefix, StoredAccounts.Which.THESE, more));
            left.or(more);
        }
    }

    /** Numbers that are in memory and not in the set. */
    private static BitSet missing(BookState now, BitSet known) {
        BitSet missing = new BitSet();
        now.readLock().lock();
        try {
            int count = now.accounts().count();
            for (int number = 1; number <= count; number++) {
                if (!known.get(number) && now.accounts().isInMemory(number)) {
                    missing.set(number);
                }
            }
        } finally {
            now.readLock().unlock();
        }
        return missing;
    }
}
