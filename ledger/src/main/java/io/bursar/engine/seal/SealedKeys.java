package io.bursar.engine.seal;

import java.util.ArrayList;
import java.util.List;

/**
 * Which sealed partitions may hold a key. Memory: 3 MB of filter for each million rows of the log, rounded up to the
 * next power of two of partitions within the last 64.
 *
 * <p>One thread at a time adds, any number ask; whoever asks sees all partitions that were published before.
 */
public final class SealedKeys {
    private volatile Published published = new Published(List.of(), 0);

    private record Published(List<FilterGroup> groups, int partitions) {}

    /** @param filters of the partitions from the first on */
    public void load(List<KeyFilter> filters) {
        List<FilterGroup> groups = new ArrayList<>();
        for (int from = 0; from < filters.size(); from += FilterGroup.PARTITIONS_MAX) {
            groups.add(
                    FilterGroup.of(filters.subList(from, Math.min(filters.size(), from + FilterGroup.PARTITIONS_MAX))));
        }
        published = new Published(List.copyOf(groups), filters.size());
    }

    /**
     * Takes in one more partition's filter: some ten milliseconds for a million rows.
     *
     * @return to be run when readers may see it
     */
    public Runnable prepare(int partition, KeyFilter filter) {
        Published now = published;
        if (partition != now.partitions) {
            throw new IllegalArgumentException("partition " + now.partitions + " is next, not " + partition);
        }
        List<FilterGroup> groups = new ArrayList<>(now.groups);
        int column = partition % FilterGroup.PARTITIONS_MAX;
        if (column == 0) {
            groups.add(FilterGroup.of(List.of(filter)));
        } else {
            groups.set(groups.size() - 1, groups.getLast().with(filter, column));
        }
        Published next = new Published(List.copyOf(groups), partition + 1);
        return () -> published = next;
    }

    /** How many partitions are known. */
    public int partitions() {
        return published.partitions;
    }

    /** Partitions that may hold the key, newest first. */
    public List<Integer> candidates(long hash) {
        Published now = published;
        List<Integer> found = List.of();
        for (int group = now.groups.size() - 1; group >= 0; group--) {
            int first = group * FilterGroup.PARTITIONS_MAX;
            long partitions = now.groups.get(group).mayHold(hash) & lowest(now.partitions - first);
            while (partitions != 0) {
                int newest = Long.SIZE - 1 - Long.numberOfLeadingZeros(partitions);
                partitions ^= 1L << newest;
                if (found.isEmpty()) {
                    found = new ArrayList<>(2);
                }
                found.add(first + newest);
            }
        }
        return found;
    }

    private static long lowest(int count) {
        return count >= Long.SIZE ? -1 : (1L << count) - 1;
    }
}
