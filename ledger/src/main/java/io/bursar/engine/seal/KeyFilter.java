package io.bursar.engine.seal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Says of a sealed partition that it certainly lacks a key, or may have it. A blocked Bloom filter: all bits of a key
 * lie in one block of 4,096. 24 bits for each row that a partition can have and 10 probes: about 1 in 100,000 false
 * alarms, and each alarm is settled by reading the row. Few alarms matter more than few bits, because each command's
 * key is looked for in every partition that there is.
 *
 * <p>All partitions of a book have filters of one size, so that {@link SealedKeys} can lay them side by side.
 *
 * <p>Stored: the 64-bit words of the bits, little-endian. Source: Felix Putze, Peter Sanders, Johannes Singler, Cache-,
 * Hash- and Space-Efficient Bloom Filters, 2007.
 */
public final class KeyFilter {
    static final int BLOCK_BITS = 4_096;
    static final int PROBES = 10;
    /** So many probes are cut out of one mixed word, 12 bits each. */
    static final int PROBES_A_WORD = 5;

    private static final int BITS_PER_ROW = 24;
    private static final int PROBE_BITS = 12;
    private static final long SECOND_WORD = 0x9E3779B97F4A7C15L;

    private final long[] words;
    private final int blocks;

    private KeyFilter(long[] words) {
        this.words = words;
        this.blocks = words.length * Long.SIZE / BLOCK_BITS;
    }

    /**
     * @param hashes {@link io.bursar.engine.log.SipHash} of the stored key bytes, at most as many as rows
     * @param partitionBits a partition has two to this many rows, 1 to 24
     */
    public static KeyFilter of(long[] hashes, int partitionBits) {
        KeyFilter filter = new KeyFilter(new long[blocks(partitionBits) * (BLOCK_BITS / Long.SIZE)]);
        for (long hash : hashes) {
            filter.add(hash);
        }
        return filter;
    }

    /** @param bytes as {@link #toBytes()} made them; whole blocks */
    public static KeyFilter fromBytes(byte[] bytes) {
        if (!isWhole(bytes)) {
            throw new IllegalArgumentException("a filter has whole blocks, not " + bytes.length + " bytes");
        }
        long[] words = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
        return new KeyFilter(words);
    }

    /** Whether these can be the bytes of a filter. */
    public static boolean isWhole(byte[] bytes) {
        return bytes.length > 0 && bytes.length % (BLOCK_BITS / Byte.SIZE) == 0;
    }

    public byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(words);
        return buffer.array();
    }

    /** False: the partition has no such key. */
    public boolean mayHold(long hash) {
        int start = block(hash, blocks) * BLOCK_BITS;
        for (int i = 0; i < PROBES; i++) {
            if (!isSet(start + probe(hash, i))) {
                return false;
            }
        }
        return true;
    }

    /** As many as bits divided by {@link #BLOCK_BITS}. */
    int blocks() {
        return blocks;
    }

    /** 64 bits from this one on. */
    long word(int firstBit) {
        return words[firstBit / Long.SIZE];
    }

    /** Size of a filter as stored. */
    static int bytes(int partitionBits) {
        return blocks(partitionBits) * (BLOCK_BITS / Byte.SIZE);
    }

    static int blocks(int partitionBits) {
        return Math.toIntExact(Math.max(1, ((1L << partitionBits) * BITS_PER_ROW + BLOCK_BITS - 1) / BLOCK_BITS));
    }

    static int block(long hash, int blocks) {
        return (int) (((hash >>> 32) * blocks) >>> 32);
    }

    /** Five probes lie in one word, lowest bits first. */
    static long probes(long hash, int word) {
        return mix(hash + word * SECOND_WORD);
    }

    private static int probe(long hash, int i) {
        long word = probes(hash, i / PROBES_A_WORD);
        return (int) (word >>> (i % PROBES_A_WORD * PROBE_BITS)) & (BLOCK_BITS - 1);
    }

    /** Every bit of the result depends on every bit of the hash. Source: the finalizer of MurmurHash3, A. Appleby. */
    private static long mix(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    private void add(long hash) {
        int start = block(hash, blocks) * BLOCK_BITS;
        for (int i = 0; i < PROBES; i++) {
            int bit = start + probe(hash, i);
            words[bit / Long.SIZE] |= 1L << bit;
        }
    }

    private boolean isSet(int bit) {
        return (words[bit / Long.SIZE] >>> bit & 1) != 0;
    }
}
