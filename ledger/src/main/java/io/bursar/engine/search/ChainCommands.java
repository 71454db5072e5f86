package io.bursar.engine.search;

import io.bursar.engine.HistoryEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/** Ids of commands with a row of one of some accounts, newest first: the accounts' chains, merged. */
final class ChainCommands implements Source<Long> {
    private static final Comparator<Walk> NEWEST = Comparator.comparingLong(
                    (Walk walk) -> walk.ready.getFirst().transaction())
            .reversed();

    private static final class Walk {
        private final Chain chain;
        private final Deque<HistoryEntry> ready = new ArrayDeque<>();
        private boolean ended;

        Walk(Chain chain) {
            this.chain = chain;
        }
    }

    private final PriorityQueue<Walk> walks = new PriorityQueue<>(NEWEST);
    private final List<Walk> empty = new ArrayList<>();
    private long newest = Long.MAX_VALUE;

    ChainCommands(List<Chain> chains) {
        chains.forEach(chain -> empty.add(new Walk(chain)));
    }

    @Override
    public Batch<Long> next(int max) {
        int lookedAt = fill(max);
        List<Long> items = new ArrayList<>();
        while (empty.isEmpty() && !walks.isEmpty() && items.size() < max) {
            Walk walk = walks.remove();
            long command = walk.ready.removeFirst().transaction();
            (walk.ready.isEmpty() ? empty : walks).add(walk);
            if (command < newest) {
                newest = command;
                items.add(command);
            }
        }
        empty.removeIf(walk -> walk.ended);
        return new Batch<>(items, lookedAt, empty.isEmpty() && walks.isEmpty());
    }

    /** Each chain must show its next row before it is known which of them comes next. */
    private int fill(int max) {
        int lookedAt = 0;
        List<Walk> asked = List.copyOf(empty);
        empty.clear();
        for (Walk walk : asked) {
            Batch<HistoryEntry> batch = walk.chain.next(max);
            lookedAt += batch.lookedAt();
            walk.ready.addAll(batch.items());
            walk.ended = batch.ended();
            if (!walk.ready.isEmpty()) {
                walks.add(walk);
            } else if (!walk.ended) {
                empty.add(walk);
            }
        }
        return lookedAt;
    }
}
