package io.bursar.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers about what is committed; never a torn batch. A caller reads its own writes on the node that applied them;
 * on another node {@link #awaitSeq} waits until that node has seen them.
 */
public interface LedgerReader {
    /** Most entries in one page. */
    int PAGE_MAX = 1_000;

    Optional<AccountView> account(AccountRef ref);

    /** @param id (book, account number) */
    Optional<AccountView> account(long id);

    /**
     * Accounts in order of (path, currency).
     *
     * @param prefix only paths that begin with it; empty: all
     * @param after accounts after this one; null: from the start
     * @param limit 1 to {@link #PAGE_MAX}
     */
    List<AccountView> accounts(String prefix, @Nullable AccountRef after, int limit);

    /**
     * What lies right below a folder in the tree of paths, in order of names.
     *
     * @param folder empty, or a path and a slash: {@code users/42/}
     * @param after entries after the one of this name; empty: from the start
     * @param limit 1 to {@link #PAGE_MAX}
     */
    List<PathEntry> entriesBelow(String folder, String after, int limit);

    /** Accounts that a fact left beyond a limit, in order of path. */
    List<AccountView> accountsBeyondLimits(int limit);

    Optional<TransactionView> transaction(long id);

    /** The command that first used the key, when it was applied. */
    Optional<TransactionView> transaction(Key key);

    /** Commands and rows by what they carry. */
    LedgerSearch search();

    Optional<HoldView> hold(long id);

    /**
     * Holds that are open, newest first.
     *
     * @param before holds older than this one; 0: from the newest
     * @param limit 1 to {@link #PAGE_MAX}
     */
    List<HoldView> openHolds(long before, int limit);

    /** What the key's command was answered, if the key was used; recorded rejections included. */
    Optional<Outcome.Definite> outcome(Key key);

    /** A row as the account sees it; empty when no such row moved the account's money or a hold on it. */
    Optional<HistoryEntry> entry(AccountRef account, long seq);

    /**
     * Rows that touched the account, newest first.
     *
     * @param before rows older than this one, which must be one of the account's; 0: from the newest
     * @param limit 1 to {@link #PAGE_MAX}
     */
    List<HistoryEntry> history(AccountRef account, long before, int limit);

    TrialBalance trialBalance();

    /** Balances, totals and statements as of another time. */
    TwoTimes times();

    /** The chart in force. */
    Chart chart();

    /** Last committed row that this node has seen, see {@link LedgerId}. */
    long committedSeq();

    /** Waits until this node has seen the row. @return false when the time ran out */
    boolean awaitSeq(long seq, Duration limit) throws InterruptedException;
}
