package io.bursar.engine.chain;

import io.bursar.engine.LedgerId;
import java.nio.ByteBuffer;

/**
 * A row of {@code ledger.batch}.
 *
 * @param atMicros since 1970
 */
public record Batch(int book, long number, long nonce, long firstSeq, long lastSeq, long atMicros) {
    private static final long POSTGRES_EPOCH_MICROS = 946_684_800_000_000L;
    private static final int TUPLE_BYTES = 2 + 6 * 4 + 4 + 5 * 8;

    public long firstPosition() {
        return LedgerId.position(firstSeq);
    }

    public long lastPosition() {
        return LedgerId.position(lastSeq);
    }

    public long rows() {
        return lastSeq - firstSeq + 1;
    }

    /** The row as binary COPY writes it. */
    ByteBuffer tuple() {
        ByteBuffer tuple = ByteBuffer.allocate(TUPLE_BYTES);
        tuple.putShort((short) 6).putInt(4).putInt(book);
        for (long value : new long[] {number, nonce, firstSeq, lastSeq, atMicros - POSTGRES_EPOCH_MICROS}) {
            tuple.putInt(8).putLong(value);
        }
        return tuple.flip();
    }
}
