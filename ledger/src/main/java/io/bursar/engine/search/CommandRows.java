package io.bursar.engine.search;

import io.bursar.engine.HistoryEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;

/** The rows that are wanted of each command that a source names, newest first. */
final class CommandRows implements Source<HistoryEntry> {
    private final Source<Long> ids;
    private final LongFunction<List<HistoryEntry>> rows;
    private final Deque<HistoryEntry> ready = new ArrayDeque<>();
    private boolean ended;

    /** @param rows those of a command that are wanted, newest first */
    CommandRows(Source<Long> ids, LongFunction<List<HistoryEntry>> rows) {
        this.ids = ids;
        this.rows = rows;
    }

    @Override
    public Batch<HistoryEntry> next(int max) {
        int lookedAt = 0;
        if (ready.isEmpty() && !ended) {
            Batch<Long> named = ids.next(max);
            named.items().forEach(id -> ready.addAll(rows.apply(id)));
            lookedAt = named.lookedAt();
            ended = named.ended();
        }
        List<HistoryEntry> items = new ArrayList<>();
        while (items.size() < max && !ready.isEmpty()) {
            items.add(ready.removeFirst());
        }
        return new Batch<>(items, lookedAt, ended && ready.isEmpty());
    }
}
