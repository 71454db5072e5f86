package io.bursar.engine.read;

import io.bursar.engine.AccountKind;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.LedgerId;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.Queries;
import io.bursar.engine.state.Accounts;
import io.bursar.engine.state.BookState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Walks an account's rows, each of which names the one before it: through memory, then through sealed partitions. */
final class HistoryReader {
    private final Queries queries;
    private final Supplier<BookState> state;
    private final SealedLog sealed;
    private final StoredAccounts stored;
    private final AccountReader accounts;

    HistoryReader(
            Queries queries,
            Supplier<BookState> state,
            SealedLog sealed,
            StoredAccounts stored,
            AccountReader accounts) {
        this.queries = queries;
        this.state = state;
        this.sealed = sealed;
        this.stored = stored;
        this.accounts = accounts;
    }

    /** Newest first. @param before a row of the account's, 0 to begin with the last */
    List<HistoryEntry> history(int number, long before, int limit) {
        OptionalLong start = before == 0 ? OptionalLong.of(lastRow(number)) : previousInMemory(number, before);
        if (start.isEmpty()) {
            // The walk begins with the row itself, which the caller has, and tells by it whether it is the account's.
            List<HistoryEntry> from = walkSealed(number, before, limit + 1);
            return withReferences(from.isEmpty() ? from : from.subList(1, from.size()));
        }
        List<HistoryEntry> entries = new ArrayList<>();
        long at = start.getAsLong();
        at = walkMemory(number, at, limit, entries);
        if (at != 0 && entries.size() < limit) {
            entries.addAll(walkSealed(number, at, limit - entries.size()));
        }
        return withReferences(entries);
    }

    /** One row; empty when it is not one of the account's that moved money or a hold. */
    Optional<HistoryEntry> entry(int number, long seq) {
        BookState now = state.get();
        long position = LedgerId.position(seq);
        if (LedgerId.book(seq) != now.memory().book() || position < 1 || position > now.committedPosition()) {
            return Optional.empty();
        }
        List<HistoryEntry> found = new ArrayList<>();
        now.readLock().lock();
        try {
            LogMemory rows = now.memory();
            if (position >= rows.firstPosition()) {
                boolean isIts = rows.debit(position) == number || rows.credit(position) == number;
                if (!isIts || !EntryKind.of(rows.kind(position)).isEntry()) {
                    return Optional.empty();
                }
                found.add(inMemory(now, position, number));
            }
        } finally {
            now.readLock().unlock();
        }
        if (found.isEmpty()) {
            found.addAll(walkSealed(number, seq, 1));
        }
        return withReferences(found).stream().findFirst();
    }

    private HistoryEntry inMemory(BookState now, long position, int number) {
        return HistoryEntries.of(
                HistoryEntries.Row.of(now.memory(), position),
                number,
                accounts.kind(number),
                now.times().timeOf(position),
                accounts::name);
    }

    /** A reference stands on its command's first row, which need not be the row that moved the account. */
    List<HistoryEntry> withReferences(List<HistoryEntry> entries) {
        long firstInMemory = state.get().memory().firstPosition();
        Set<Long> heads = entries.stream()
                .filter(entry -> entry.seq() != entry.transaction() && entry.reference() == null)
                .map(HistoryEntry::transaction)
                .filter(head -> LedgerId.position(head) < firstInMemory)
                .collect(Collectors.toSet());
        if (heads.isEmpty()) {
            return entries;
        }
        Map<Long, String> details = queries.run(connection -> sealed.details(connection, heads));
        return entries.stream()
                .map(entry -> details.containsKey(entry.transaction())
                        ? entry.withReference(HistoryEntries.reference(details.get(entry.transaction())))
                        : entry)
                .toList();
    }

    /**
     * A row of the account after a position, from which the rows at or before it are reached soon; 0 when its newest
     * rows are those. Day deltas name one in 64 of the rows that post.
     */
    long rowAfter(int number, long position) {
        BookState now = state.get();
        if (position >= now.committedPosition()) {
            return 0;
        }
        long next = LedgerId.of(now.memory().book(), position + 1);
        if (entry(number, next).isPresent()) {
            return next;
        }
        long newest = lastRow(number);
        if (LedgerId.position(newest) <= position) {
            return 0;
        }
        long after = newest;
        long at = newest;
        while (LedgerId.position(at) > position) {
            after = at;
            OptionalLong older = previousInMemory(number, at);
            if (older.isEmpty() || isSealed(older.getAsLong())) {
                long sealedAfter = sealedRowAfter(number, position);
                return sealedAfter == 0 ? after : sealedAfter;
            }
            at = older.getAsLong();
        }
        return after;
    }

    private boolean isSealed(long seq) {
        return LedgerId.position(seq) < state.get().memory().firstPosition();
    }

    private long sealedRowAfter(int number, long position) {
        BookState now = state.get();
        int end = now.memory().partitionOf(now.memory().firstPosition());
        StoredAccounts.RowsAfter wanted =
                new StoredAccounts.RowsAfter(number, LedgerId.of(now.memory().book(), position));
        return queries.run(connection -> {
            long found = 0;
            for (int partition = now.memory().partitionOf(position); found == 0 && partition < end; partition++) {
                found = stored.rowAfter(connection, partition, wanted);
            }
            return found;
        });
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
        return queries.run(connection -> stored.lastRow(connection, number));
    }

    /**
     * The account's row before one of its rows: 0 for none, or when the row is not the account's; empty when the row is
     * sealed.
     */
    private OptionalLong previousInMemory(int number, long seq) {
        BookState now = state.get();
        long position = LedgerId.position(seq);
        now.readLock().lock();
        try {
            LogMemory memory = now.memory();
            if (LedgerId.book(seq) != memory.book() || position < 1 || position > now.committedPosition()) {
                return OptionalLong.of(0);
            }
            return position < memory.firstPosition()
                    ? OptionalLong.empty()
                    : OptionalLong.of(previous(memory, position, number));
        } finally {
            now.readLock().unlock();
        }
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
        long at = from;
        while (at != 0 && into.size() < limit) {
            long position = LedgerId.position(at);
            now.readLock().lock();
            try {
                if (position < now.memory().firstPosition()) {
                    return at;
                }
                into.add(inMemory(now, position, number));
                at = previous(now.memory(), position, number);
            } finally {
                now.readLock().unlock();
            }
        }
        return into.size() < limit ? at : 0;
    }

    private List<HistoryEntry> walkSealed(int number, long from, int limit) {
        AccountKind kind = accounts.kind(number);
        return queries.run(connection ->
                stored.walk(connection, new StoredAccounts.Walk(number, kind, from, limit), accounts::name));
    }
}
