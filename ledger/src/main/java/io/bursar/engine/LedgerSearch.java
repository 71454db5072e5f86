package io.bursar.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds commands by what they carry, whatever their age. References, metadata and kinds of sealed rows are looked up in
 * an index that sealing writes; those of newer rows in memory. Answers are exact also while partitions wait for their
 * index: those are searched in the log, about a fifth of a second for a million rows.
 */
public interface LedgerSearch {
    /**
     * What a search came to.
     *
     * @param <T> what was looked for
     */
    sealed interface Found<T> {
        /**
         * @param items at most as many as asked for, in the order asked for; fewer: there are no more
         * @param withoutIndex partitions that were read through because they wait for their index
         */
        record Items<T>(List<T> items, int withoutIndex) implements Found<T> {
            public Items {
                items = List.copyOf(items);
            }
        }

        /**
         * So much was looked at in vain that the search was given up: what was asked for is rare and no index tells.
         *
         * @param lookedAt how many commands or rows
         */
        record TooWide<T>(int lookedAt) implements Found<T> {}
    }

    /** Transactions, reversals, captures, releases, expiries and holds. */
    Found<TransactionView> commands(CommandFilter filter, Slice slice);

    /**
     * Holds.
     *
     * @param filter its kinds are not asked: all are holds
     * @param status null: any
     */
    Found<HoldView> holds(CommandFilter filter, HoldView.@Nullable Status status, Slice slice);

    /** Rows of an account's history; nothing where there is no such account. */
    Found<HistoryEntry> history(AccountRef account, CommandFilter filter, Slice slice);

    /** Sealed partitions that wait for their index. */
    int partitionsWithoutIndex();
}
