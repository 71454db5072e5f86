package io.bursar.engine.read;

import io.bursar.engine.AsOf;
import io.bursar.engine.LedgerId;
import io.bursar.engine.log.Micros;
import io.bursar.engine.log.Queries;
import io.bursar.engine.state.BookState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What counted by a time, as known at a row: sealed partitions' sums and the rows in memory. */
final class AsOfSums {
    /** So many accounts are looked up one by one; for more, partitions are summed as a whole. */
    private static final int ACCOUNTS_MAX = 256;

    private final Queries queries;
    private final Supplier<BookState> state;
    private final SealedDays sealed;
    private final SealedBalance balances;
    private final int book;

    AsOfSums(Queries queries, Supplier<BookState> state, SealedDays sealed, int book) {
        this.queries = queries;
        this.state = state;
        this.sealed = sealed;
        this.balances = new SealedBalance(sealed);
        this.book = book;
    }

    /** One view of memory: what lies before it is sealed. */
    record Sight(BookState now, TailRows tail) {
        /** Partitions that memory does not have. */
        SealedDays.Question question(Bounds bounds) {
            return new SealedDays.Question(now, now.memory().partitionOf(tail.first()), bounds);
        }
    }

    /**
     * Runs a reading that needs memory to stay as it is, again if rows were sealed and dropped meanwhile.
     *
     * @param reading answers null to be run again
     */
    <T> T look(Function<Sight, @Nullable T> reading) {
        while (true) {
            BookState now = state.get();
            T answer = reading.apply(new Sight(now, new TailRows(now)));
            if (answer != null) {
                return answer;
            }
        }
    }

    /** The last row that was recorded by a time. */
    long seqAt(long micros) {
        return LedgerId.of(book, positionAt(state.get(), micros));
    }

    /** Position of the last row that was recorded by a time; 0 for none. */
    private long positionAt(BookState now, long micros) {
        long committed = now.committedPosition();
        long position = now.times().lastPositionAt(micros, committed);
        if (position == Long.MIN_VALUE) {
            position = queries.run(connection -> sealed.positionAt(connection, micros));
        }
        return Math.min(position, committed);
    }

    /** The row that is meant by {@link AsOf#known}. */
    long known(long seq) {
        long committed = state.get().committedSeq();
        if (seq == AsOf.LATEST) {
            return committed;
        }
        if (LedgerId.book(seq) != book) {
            throw new IllegalArgumentException("row " + seq + " is not one of book " + book);
        }
        return Math.min(seq, committed);
    }

    long endOfBatch(long seq) {
        long known = known(seq);
        if (known == state.get().committedSeq()) {
            return known;
        }
        return known(queries.run(connection -> sealed.endOfBatch(connection, known)));
    }

    Bounds bounds(BookState now, AsOf asOf) {
        long until = Micros.of(asOf.effective());
        return new Bounds(until, positionAt(now, until), LedgerId.position(known(asOf.known())));
    }

    Sum sum(int account, AsOf asOf) {
        return look(sight -> {
            Bounds bounds = bounds(sight.now(), asOf);
            Sum sum = new Sum();
            boolean whole = sight.tail().ofAccount(account, (rows, position) -> {
                if (bounds.admits(rows, position)) {
                    add(sum, rows.debit(position) == account, rows.amount(position));
                }
            });
            if (!whole) {
                return null;
            }
            sum.add(queries.run(connection -> balances.sum(connection, sight.question(bounds), account)));
            return sum;
        });
    }

    private static void add(Sum sum, boolean debited, long amount) {
        if (debited) {
            sum.debits = Math.addExact(sum.debits, amount);
        } else {
            sum.credits = Math.addExact(sum.credits, amount);
        }
    }

    /** Sums of these accounts; those without any may be left out, others may be there too. */
    Map<Integer, Sum> sums(Set<Integer> accounts, AsOf asOf) {
        return look(sight -> {
            Bounds bounds = bounds(sight.now(), asOf);
            Map<Integer, Sum> sums = new HashMap<>();
            boolean whole = sight.tail().all((rows, position) -> {
                if (bounds.admits(rows, position)) {
                    addSide(sums, accounts, rows.debit(position), rows.amount(position), 0);
                    addSide(sums, accounts, rows.credit(position), 0, rows.amount(position));
                }
            });
            if (!whole) {
                return null;
            }
            List<Integer> asked = accounts.size() > ACCOUNTS_MAX ? List.of() : new ArrayList<>(accounts);
            queries.run(connection -> sealed.sums(connection, sight.question(bounds), asked))
                    .forEach((account, sum) ->
                            sums.computeIfAbsent(account, a -> new Sum()).add(sum));
            return sums;
        });
    }

    private static void addSide(Map<Integer, Sum> sums, Set<Integer> accounts, int account, long debits, long credits) {
        if (accounts.contains(account)) {
            Sum sum = sums.computeIfAbsent(account, a -> new Sum());
            sum.debits = Math.addExact(sum.debits, debits);
            sum.credits = Math.addExact(sum.credits, credits);
        }
    }
}
