package io.bursar.engine.state;

import java.util.Arrays;

/** When the rows in memory were recorded: the first position and the time of each batch, in order. */
public final class BatchTimesIndex {
    private long[] firstPositions = new long[256];
    private long[] atMicros = new long[256];
    private long[] batches = new long[256];
    private int size;

    synchronized void add(long batch, long firstPosition, long at) {
        if (size == firstPositions.length) {
            firstPositions = Arrays.copyOf(firstPositions, size * 2);
            atMicros = Arrays.copyOf(atMicros, size * 2);
            batches = Arrays.copyOf(batches, size * 2);
        }
        firstPositions[size] = firstPosition;
        atMicros[size] = at;
        batches[size] = batch;
        size++;
    }

    /** Time of the batch that holds a position in memory, microseconds. */
    public synchronized long timeOf(long position) {
        return atMicros[indexOf(position)];
    }

    /**
     * The last position that was recorded by a time; {@link Long#MIN_VALUE} when the batches in memory are all later.
     *
     * @param last the last committed position
     */
    public synchronized long lastPositionAt(long micros, long last) {
        int from = 0;
        int to = size;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (atMicros[middle] <= micros) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        if (from == size) {
            return size == 0 ? Long.MIN_VALUE : last;
        }
        return from == 0 ? Long.MIN_VALUE : firstPositions[from] - 1;
    }

    private int indexOf(long position) {
        int found = Arrays.binarySearch(firstPositions, 0, size, position);
        return found >= 0 ? found : -found - 2;
    }

    synchronized void dropBefore(long position) {
        int keepFrom = size == 0 ? 0 : Math.max(0, indexOf(position));
        firstPositions = Arrays.copyOfRange(firstPositions, keepFrom, Math.max(size, keepFrom + 256));
        atMicros = Arrays.copyOfRange(atMicros, keepFrom, Math.max(size, keepFrom + 256));
        batches = Arrays.copyOfRange(batches, keepFrom, Math.max(size, keepFrom + 256));
        size -= keepFrom;
    }
}
