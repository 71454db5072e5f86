package io.bursar.console.pages;

import io.bursar.engine.AccountRef;
import io.bursar.engine.EntryKind;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.LedgerId;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.TransactionView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Commands, newest first, found by walking the log backwards: a row's place is its address, so each step is one look.
 *
 * @param next position before which to go on; 0: the log's beginning was reached
 */
record Walk(List<TransactionView> found, long next) {
    /** A page looks at so many rows at most; where few fit, the next page goes on. */
    static final int ROWS_MAX = 2_000;

    /** What came of a command is looked for among so many rows of each of its accounts. */
    static final int FOLLOWERS_ROWS = 1_000;

    private static final int ACCOUNTS_MAX = 4;

    /** @param before position before which to begin; 0: at the end */
    static Walk back(LedgerReader reader, long before, int limit, Predicate<TransactionView> fits) {
        long newest = reader.committedSeq();
        int book = LedgerId.book(newest);
        long from = before == 0 ? LedgerId.position(newest) : Math.min(before - 1, LedgerId.position(newest));
        List<TransactionView> found = new ArrayList<>();
        long at = from;
        for (; at > 0 && found.size() < limit && from - at < ROWS_MAX; at--) {
            reader.transaction(LedgerId.of(book, at)).filter(fits).ifPresent(found::add);
        }
        return new Walk(List.copyOf(found), at == 0 ? 0 : at + 1);
    }

    /**
     * What came of a command: reversals of a transaction; captures, releases, expiry of a hold. Oldest first.
     *
     * @param isComplete whether all rows since were looked at
     */
    record Followers(List<TransactionView> commands, boolean isComplete) {
        static Followers of(LedgerReader reader, TransactionView view) {
            Map<Long, TransactionView> found = new LinkedHashMap<>();
            List<AccountRef> accounts = view.legs().stream()
                    .map(TransactionView.LegView::debit)
                    .distinct()
                    .limit(ACCOUNTS_MAX)
                    .toList();
            boolean isComplete = true;
            for (AccountRef account : accounts) {
                List<HistoryEntry> rows = reader.history(account, 0, FOLLOWERS_ROWS);
                rows.stream()
                        .filter(row ->
                                row.seq() > view.id() && follows(row.kind()) && !found.containsKey(row.transaction()))
                        .map(row -> reader.transaction(row.transaction()))
                        .flatMap(Optional::stream)
                        .filter(each -> each.target() != null && each.target() == view.id())
                        .forEach(each -> found.put(each.id(), each));
                isComplete &= rows.size() < FOLLOWERS_ROWS || rows.getLast().seq() <= view.id();
            }
            List<TransactionView> oldestFirst = found.values().stream()
                    .sorted(java.util.Comparator.comparingLong(TransactionView::id))
                    .toList();
            return new Followers(oldestFirst, isComplete);
        }

        private static boolean follows(EntryKind kind) {
            return kind != EntryKind.TRANSFER && kind != EntryKind.HOLD;
        }
    }
}
