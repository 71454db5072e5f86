package io.bursar.engine.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 with a fixed key, so that a stored hash means the same for ever. Chosen because colliding inputs are hard
 * to make even for one who knows the key, and short inputs are cheap.
 *
 * <p>Source: Jean-Philippe Aumasson, Daniel J. Bernstein, SipHash: a fast short-input PRF, 2012.
 */
public final class SipHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long KEY_0 = 0x0706050403020100L;
    private static final long KEY_1 = 0x0f0e0d0c0b0a0908L;

    private SipHash() {}

    /** Hash of all bytes. */
    public static long hash(byte[] bytes) {
        return hash(bytes, 0, bytes.length);
    }

    /** Hash of {@code length} bytes from {@code offset}. */
    public static long hash(byte[] bytes, int offset, int length) {
        long v0 = KEY_0 ^ 0x736f6d6570736575L;
        long v1 = KEY_1 ^ 0x646f72616e646f6dL;
        long v2 = KEY_0 ^ 0x6c7967656e657261L;
        long v3 = KEY_1 ^ 0x7465646279746573L;
        int blocks = length >>> 3;
        for (int i = 0; i <= blocks; i++) {
            long m = i < blocks ? (long) LONGS.get(bytes, offset + (i << 3)) : tail(bytes, offset, length);
            v3 ^= m;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= m;
        }
        v2 ^= 0xff;
        for (int round = 0; round < 4; round++) {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long tail(byte[] bytes, int offset, int length) {
        long m = (long) length << 56;
        int start = length & ~7;
        for (int i = start; i < length; i++) {
            m |= (bytes[offset + i] & 0xffL) << ((i - start) << 3);
        }
        return m;
    }
}
