package io.bursar.engine.seal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Up to 64 partitions' filters side by side: for each bit of a filter, one bit a partition next to one another. Ten
 * probes so answer for all of them at once, where filters kept apart cost a cache miss each.
 *
 * <p>One thread adds, any number ask. A column that is being added is not asked for before it is published, and adding
 * it leaves the others' bits as they are.
 */
final class FilterGroup {
    static final int PARTITIONS_MAX = Long.SIZE;

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int blocks;
    /** Bytes for a bit of a filter: 1, 2, 4 or 8, so eight times as many partitions. */
    private final int width;

    private final byte[] bits;

    private FilterGroup(int blocks, int width) {
        this.blocks = blocks;
        this.width = width;
        this.bits = new byte[Math.multiplyExact(blocks * KeyFilter.BLOCK_BITS, width)];
    }

    /** @param filters 1 to 64, of one size */
    static FilterGroup of(List<KeyFilter> filters) {
        FilterGroup group = new FilterGroup(filters.getFirst().blocks(), widthFor(filters.size()));
        long[] square = new long[Long.SIZE];
        for (int first = 0; first < group.blocks * KeyFilter.BLOCK_BITS; first += Long.SIZE) {
            for (int i = 0; i < square.length; i++) {
                square[i] = i < filters.size() ? filters.get(i).word(first) : 0;
            }
            transpose(square);
            for (int i = 0; i < square.length; i++) {
                group.set(first + i, square[i]);
            }
        }
        return group;
    }

    /**
     * This group with one more filter.
     *
     * @param column how many it has
     * @return itself where there was room
     */
    FilterGroup with(KeyFilter filter, int column) {
        if (filter.blocks() != blocks) {
            throw new IllegalArgumentException("filters of one book are of one size");
        }
        FilterGroup group = column < width * Byte.SIZE ? this : widened();
        for (int first = 0; first < blocks * KeyFilter.BLOCK_BITS; first += Long.SIZE) {
            for (long left = filter.word(first); left != 0; left &= left - 1) {
                int at = (first + Long.numberOfTrailingZeros(left)) * group.width + column / Byte.SIZE;
                group.bits[at] |= (byte) (1 << column % Byte.SIZE);
            }
        }
        return group;
    }

    /** A bit for each partition: whether it may hold the key. */
    long mayHold(long hash) {
        int start = KeyFilter.block(hash, blocks) * KeyFilter.BLOCK_BITS;
        long found = -1;
        for (int word = 0; found != 0 && word < KeyFilter.PROBES / KeyFilter.PROBES_A_WORD; word++) {
            // Without a branch, so that the misses of one word's probes overlap.
            long probes = KeyFilter.probes(hash, word);
            for (int i = 0; i < KeyFilter.PROBES_A_WORD; i++) {
                found &= get(start + ((int) probes & (KeyFilter.BLOCK_BITS - 1)));
                probes >>>= 12;
            }
        }
        return found;
    }

    private long get(int bit) {
        int at = bit * width;
        return switch (width) {
            case 1 -> bits[at] & 0xffL;
            case 2 -> (short) SHORTS.get(bits, at) & 0xffffL;
            case 4 -> (int) INTS.get(bits, at) & 0xffff_ffffL;
            default -> (long) LONGS.get(bits, at);
        };
    }

    private void set(int bit, long partitions) {
        int at = bit * width;
        switch (width) {
            case 1 -> bits[at] = (byte) partitions;
            case 2 -> SHORTS.set(bits, at, (short) partitions);
            case 4 -> INTS.set(bits, at, (int) partitions);
            default -> LONGS.set(bits, at, partitions);
        }
    }

    private FilterGroup widened() {
        FilterGroup wide = new FilterGroup(blocks, width * 2);
        for (int bit = 0; bit < blocks * KeyFilter.BLOCK_BITS; bit++) {
            wide.set(bit, get(bit));
        }
        return wide;
    }

    private static int widthFor(int filters) {
        int width = 1;
        while (width * Byte.SIZE < filters) {
            width *= 2;
        }
        return width;
    }

    /** Bit j of word i becomes bit i of word j. Source: H. S. Warren, Hacker's Delight, 2nd ed., section 7-3. */
    static void transpose(long[] square) {
        long mask = 0x0000_0000_ffff_ffffL;
        for (int step = 32; step != 0; step >>= 1) {
            for (int i = 0; i < square.length; i = ((i | step) + 1) & ~step) {
                long swapped = ((square[i] >>> step) ^ square[i | step]) & mask;
                square[i] ^= swapped << step;
                square[i | step] ^= swapped;
            }
            mask ^= mask << (step >> 1);
        }
    }
}
