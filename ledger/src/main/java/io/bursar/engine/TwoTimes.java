package io.bursar.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers in two times: what counted when, and what was known of it when. Read from the sums that sealing keeps, the
 * rows of one piece and the rows in memory; never from the whole log. See SEMANTICS.md.
 */
public interface TwoTimes {
    /** The last row that was recorded by a time, as far as this node has seen; position 0 when there is none. */
    long seqAt(Instant recorded);

    /** The last row of the batch that holds a row, or the last committed row if that is earlier. */
    long endOfBatch(long seq);

    /** @param account its id */
    Optional<BalanceAt> balance(long account, AsOf asOf);

    /**
     * Sums by currency and kind of all accounts whose path begins so, as of now, holds included.
     *
     * @param prefix empty: all accounts
     */
    TrialBalance totals(String prefix);

    /**
     * The same in two times: posted balances, of accounts that were open by the known row. What is held has no
     * effective time and is 0 here.
     */
    TrialBalance totals(String prefix, AsOf asOf);

    /**
     * @param account its id
     * @param from included
     * @param to excluded, after {@code from}
     * @param known last row that counts; {@link AsOf#LATEST}: the last committed one
     */
    Optional<Statement> statement(long account, Instant from, Instant to, long known);

    /**
     * The movements of a statement in order of (effective time, row), each with the balance after it in that order.
     *
     * @param after the movement that the page before ended with; null: from the start
     * @param limit 1 to {@link LedgerReader#PAGE_MAX}
     */
    List<HistoryEntry> movements(Statement statement, @Nullable Place after, int limit);

    /**
     * Where a movement stands in a statement.
     *
     * @param seq its row
     */
    record Place(Instant effective, long seq) {
        public static Place of(HistoryEntry movement) {
            return new Place(movement.effectiveAt(), movement.seq());
        }
    }

    /** Closes of periods and reopenings, newest first. @param before older than this one; 0: from the newest */
    List<PeriodClose> periodCloses(long before, int limit);
}
