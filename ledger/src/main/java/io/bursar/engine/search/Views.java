package io.bursar.engine.search;

import io.bursar.engine.AccountRef;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.HoldView;
import io.bursar.engine.TransactionView;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What searching needs of the rest of reading. */
public interface Views {
    /** Number of an account; 0 when there is none. */
    int number(AccountRef account);

    /** Those of these commands that there are, in the same order. */
    List<TransactionView> commands(List<Long> ids);

    /** Those of these holds that there are, in the same order. */
    List<HoldView> holds(List<Long> ids);

    /** Open holds, newest first, older than one; 0: from the newest. */
    List<HoldView> openHolds(long before, int limit);

    /** An account's rows, newest first, older than one of its rows; 0: from the newest. */
    List<HistoryEntry> history(int account, long before, int limit);

    /** The rows of one command that are the account's, newest first. */
    List<HistoryEntry> rowsOf(long command, int account);

    /** Metadata of commands by their ids; those without any may be left out. */
    Map<Long, Map<String, String>> metadata(Collection<Long> commands);

    /**
     * A row of the account after a position, the next older rows of which are at or before it, or nearly so; 0: its
     * newest rows are.
     *
     * @param position of a committed row
     */
    long rowAfter(int account, long position);

    /** Position of the last row that was recorded by a time, microseconds; 0 for none. */
    long positionAt(long micros);
}
