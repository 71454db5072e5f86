package io.bursar.engine.search;

import io.bursar.engine.LedgerSearch.Found;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Takes from a source until a page is full, with a limit to what is looked at. */
final class Hunt<T> {
    /** Commands or rows that one search looks at before it is given up. */
    static final int LOOK_MAX = 20_000;

    private static final int AT_ONCE = 128;

    private final Source<T> source;
    private final int limit;
    private final List<T> items = new ArrayList<>();
    private int lookedAt;
    private boolean done;

    private Hunt(Source<T> source, int limit) {
        this.source = source;
        this.limit = limit;
    }

    private void step() {
        Batch<T> batch = source.next(Math.min(AT_ONCE, limit - items.size()));
        items.addAll(batch.items());
        lookedAt += batch.lookedAt();
        done = batch.ended() || items.size() >= limit;
    }

    /** The first items of sources that have the same items in the same order: whichever is first. */
    static <T> Found<T> first(List<Source<T>> sources, int limit) {
        List<Hunt<T>> hunts =
                sources.stream().map(source -> new Hunt<>(source, limit)).toList();
        while (true) {
            int lookedAt = 0;
            for (Hunt<T> hunt : hunts) {
                hunt.step();
                if (hunt.done) {
                    return new Found.Items<>(hunt.items.subList(0, Math.min(limit, hunt.items.size())), 0);
                }
                lookedAt += hunt.lookedAt;
            }
            if (lookedAt > LOOK_MAX) {
                return new Found.TooWide<>(lookedAt);
            }
        }
    }

    /** The last items of a source, in reverse. */
    static <T> Found<T> last(Source<T> source, int limit) {
        Deque<T> last = new ArrayDeque<>();
        int lookedAt = 0;
        boolean ended = false;
        while (!ended) {
            Batch<T> batch = source.next(AT_ONCE);
            for (T item : batch.items()) {
                last.addFirst(item);
                if (last.size() > limit) {
                    last.removeLast();
                }
            }
            lookedAt += batch.lookedAt();
            ended = batch.ended();
            if (lookedAt > LOOK_MAX) {
                return new Found.TooWide<>(lookedAt);
            }
        }
        return new Found.Items<>(List.copyOf(last), 0);
    }
}
