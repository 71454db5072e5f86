package io.bursar.engine.search;

import io.bursar.engine.CommandFilter;
import io.bursar.engine.HistoryEntry;
import io.bursar.engine.LedgerId;
import io.bursar.engine.TimeSpan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One account's rows that are wanted, newest first, by walking from each to the one before it. */
final class Chain implements Source<HistoryEntry> {
    private static final int ROWS_FIRST = 64;
    private static final int ROWS_MORE = 1_000;

    private final Views views;
    private final int account;
    private final CommandFilter filter;
    private final LogSource.Stretch stretch;
    private final Deque<HistoryEntry> ready = new ArrayDeque<>();
    private long before;
    private int rows = ROWS_FIRST;
    private final boolean isPlain;
    private boolean ended;

    Chain(Views views, int account, CommandFilter filter, LogSource.Stretch stretch) {
        this.views = views;
        this.account = account;
        this.filter = filter;
        this.stretch = stretch;
        this.isPlain = CommandFilter.ALL.equals(filter.withRecorded(TimeSpan.ALL));
        this.ended = stretch.least() > stretch.greatest();
        this.before = ended ? 0 : views.rowAfter(account, stretch.greatest());
    }

    @Override
    public Batch<HistoryEntry> next(int max) {
        int lookedAt = 0;
        if (ready.isEmpty() && !ended) {
            int asked = isPlain ? max : rows;
            List<HistoryEntry> page = views.history(account, before, asked);
            lookedAt = page.size();
            ended = page.size() < asked || LedgerId.position(page.getLast().seq()) < stretch.least();
            before = page.isEmpty() ? 0 : page.getLast().seq();
            rows = ROWS_MORE;
            ready.addAll(wanted(page));
        }
        List<HistoryEntry> items = new ArrayList<>();
        while (items.size() < max && !ready.isEmpty()) {
            items.add(ready.removeFirst());
        }
        return new Batch<>(items, lookedAt, ended && ready.isEmpty());
    }

    private List<HistoryEntry> wanted(List<HistoryEntry> page) {
        List<HistoryEntry> fit = page.stream().filter(this::fits).toList();
        if (filter.metadata().isEmpty() && filter.metadataValue() == null) {
            return fit;
        }
        Set<Long> commands = new HashSet<>();
        fit.forEach(entry -> commands.add(entry.transaction()));
        Map<Long, Map<String, String>> metadata = views.metadata(commands);
        return fit.stream()
                .filter(entry ->
                        Clues.carries(filter, entry.reference(), metadata.getOrDefault(entry.transaction(), Map.of())))
                .toList();
    }

    private boolean fits(HistoryEntry entry) {
        long position = LedgerId.position(entry.seq());
        return position >= stretch.least()
                && position <= stretch.greatest()
                && (filter.kinds().isEmpty() || filter.kinds().contains(entry.kind()))
                && (filter.reference() == null || filter.reference().equals(entry.reference()))
                && filter.effective().contains(entry.effectiveAt());
    }
}
