package io.bursar.engine.state;

import io.bursar.engine.log.LogMemory;
import java.util.Arrays;

/**
 * Keys of the rows of one partition that is in memory: hash to position, confirmed by the row's own key. The writer
 * inserts; a reader may look at the same time and finds every key that was committed before it took the read lock.
 */
final class KeyIndex {
    private static final int EMPTY = -1;
    /** A key was taken back. Whoever looks for another goes on here; whoever files one may take the place. */
    private static final int LEFT = -2;

    private static final class Table {
        final long[] hashes;
        final int[] offsets;

        Table(int size) {
            hashes = new long[size];
            offsets = new int[size];
            Arrays.fill(offsets, EMPTY);
        }
    }

    private final long firstPosition;
    private volatile Table table = new Table(1 << 10);
    private int size;
    /** Slots of the table that are not empty. */
    private int used;

    /** @param firstPosition first position of the partition */
    KeyIndex(long firstPosition) {
        this.firstPosition = firstPosition;
    }

    int size() {
        return size;
    }

    void add(long hash, long position) {
        Table into = table;
        if (used * 2 >= into.hashes.length) {
            into = grow(into);
        }
        if (insert(into, hash, (int) (position - firstPosition)) == EMPTY) {
            used++;
        }
        size++;
    }

    private Table grow(Table old) {
        Table bigger = new Table(old.hashes.length * 2);
        for (int i = 0; i < old.hashes.length; i++) {
            if (old.offsets[i] >= 0) {
                insert(bigger, old.hashes[i], old.offsets[i]);
            }
        }
        used = size;
        table = bigger;
        return bigger;
    }

    /** @return what the slot said before */
    private static int insert(Table into, long hash, int offset) {
        int mask = into.hashes.length - 1;
        int slot = slot(hash, mask);
        while (into.offsets[slot] >= 0) {
            slot = (slot + 1) & mask;
        }
        int before = into.offsets[slot];
        into.hashes[slot] = hash;
        into.offsets[slot] = offset;
        return before;
    }

    /** Position of the key's row, or 0. */
    long find(long hash, byte[] key, LogMemory memory) {
        Table in = table;
        int mask = in.hashes.length - 1;
        int slot = slot(hash, mask);
        while (true) {
            int offset = in.offsets[slot];
            if (offset == EMPTY) {
                return 0;
            }
            if (offset >= 0 && in.hashes[slot] == hash && memory.keyEquals(firstPosition + offset, key)) {
                return firstPosition + offset;
            }
            slot = (slot + 1) & mask;
        }
    }

    /**
     * Takes back a key. Its slot is marked, not emptied: an older key may have been filed past it, since a growing
     * table files its keys in the order of its slots.
     */
    void remove(long hash, long position) {
        int offset = (int) (position - firstPosition);
        int mask = table.hashes.length - 1;
        int slot = slot(hash, mask);
        while (table.offsets[slot] != offset) {
            slot = (slot + 1) & mask;
        }
        table.offsets[slot] = LEFT;
        size--;
    }

    /** Hashes of all keys. */
    long[] hashes() {
        Table in = table;
        long[] result = new long[size];
        int at = 0;
        for (int i = 0; i < in.hashes.length; i++) {
            if (in.offsets[i] >= 0 && at < result.length) {
                result[at++] = in.hashes[i];
            }
        }
        return Arrays.copyOf(result, at);
    }

    private static int slot(long hash, int mask) {
        return (int) (hash ^ (hash >>> 32)) & mask;
    }
}
