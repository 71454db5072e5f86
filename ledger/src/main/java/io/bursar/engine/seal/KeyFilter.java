package io.bursar.engine.seal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Says of a sealed partition that it certainly lacks a key, or may have it. A blocked Bloom filter: all bits of a key
 * lie in one 64-byte line, so a look-up is one cache miss. 20 bits a key and 8 probes: about 1 in 2,000 false alarms,
 * and each alarm is settled by reading the row.
 *
 * <p>Stored: the 64-bit words of {@code bits}, little-endian. Source: Felix Putze, Peter Sanders, Johannes Singler,
 * Cache-, Hash- and Space-Efficient Bloom Filters, 2007.
 */
public final class KeyFilter {
    private static final int BITS_PER_KEY = 20;
    private static final int WORDS_PER_BLOCK = 8;
    private static final int PROBES = 8;

    private final long[] words;
    private final int blocks;

    private KeyFilter(long[] words) {
        this.words = words;
        this.blocks = words.length / WORDS_PER_BLOCK;
    }

    /** @param hashes {@link io.bursar.engine.log.SipHash} of the stored key bytes */
    public static KeyFilter of(long[] hashes) {
        long bits = Math.max(512, (long) hashes.length * BITS_PER_KEY);
        int blocks = (int) ((bits + 511) / 512);
        KeyFilter filter = new KeyFilter(new long[blocks * WORDS_PER_BLOCK]);
        for (long hash : hashes) {
            filter.add(hash);
        }
        return filter;
    }

    public static KeyFilter fromBytes(byte[] bytes) {
        long[] words = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
        return new KeyFilter(words);
    }

    public byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(words);
        return buffer.array();
    }

    private void add(long hash) {
        int start = block(hash);
        long probes = hash * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < PROBES; i++) {
            words[start + i] |= 1L << (probes >>> (58 - 6 * i));
        }
    }

    /** False: the partition has no such key. */
    public boolean mayHold(long hash) {
        int start = block(hash);
        long probes = hash * 0x9E3779B97F4A7C15L;
        long missing = 0;
        for (int i = 0; i < PROBES; i++) {
            missing |= ~words[start + i] & (1L << (probes >>> (58 - 6 * i)));
        }
        return missing == 0;
    }

    /** One bit in each of the block's eight words, so the eight tests do not depend on one another. */
    private int block(long hash) {
        return (int) (((hash >>> 32) * blocks) >>> 32) * WORDS_PER_BLOCK;
    }
}
