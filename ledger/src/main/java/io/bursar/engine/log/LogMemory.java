package io.bursar.engine.log;

import io.bursar.engine.LedgerId;
import io.bursar.money.Invariant;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are not sealed yet, in columns, by position. One thread writes; others may read rows whose positions
 * were published to them after they were committed, for such rows never change.
 *
 * <p>Hot path: columns are primitive arrays in chunks, so that a row costs about 90 bytes and no object.
 */
public final class LogMemory {
    /** Marks a row without an effective time of its own. */
    public static final long NO_TIME = Long.MIN_VALUE;

    private static final int CHUNK_BITS = 10;
    private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
    private static final int CHUNK_MASK = CHUNK_ROWS - 1;

    /** Columns of 1,024 rows. */
    static final class Chunk {
        final long[] amount = new long[CHUNK_ROWS];
        final long[] debitBalance = new long[CHUNK_ROWS];
        final long[] creditBalance = new long[CHUNK_ROWS];
        final long[] debitPrev = new long[CHUNK_ROWS];
        final long[] creditPrev = new long[CHUNK_ROWS];
        final long[] bodyHash = new long[CHUNK_ROWS];
        final int[] debit = new int[CHUNK_ROWS];
        final int[] credit = new int[CHUNK_ROWS];
        final byte[] kind = new byte[CHUNK_ROWS];
        final short[] leg = new short[CHUNK_ROWS];
        final int[] keyAt = new int[CHUNK_ROWS];
        final short[] keyLength = new short[CHUNK_ROWS];
        final @Nullable String[] detail = new @Nullable String[CHUNK_ROWS];
        long @Nullable [] effectiveAt;
        byte[] keys = new byte[CHUNK_ROWS * 8];
        int keysSize;
    }

    private final int book;
    private final int partitionBits;
    private @Nullable Chunk[] chunks = new @Nullable Chunk[64];
    private long firstChunk;
    private long firstPosition;
    private long nextPosition;

    /** @param nextPosition position of the first row to be appended or loaded, ≥ 1 */
    public LogMemory(LogShape shape, long nextPosition) {
        this.book = shape.book();
        this.partitionBits = shape.partitionBits();
        this.firstPosition = nextPosition;
        this.nextPosition = nextPosition;
        this.firstChunk = nextPosition >>> CHUNK_BITS;
    }

    public int book() {
        return book;
    }

    public int partitionBits() {
        return partitionBits;
    }

    public int partitionOf(long position) {
        return (int) (position >>> partitionBits);
    }

    /** First position that is in memory. */
    public long firstPosition() {
        return firstPosition;
    }

    /** Position that the next row will get. */
    public long nextPosition() {
        return nextPosition;
    }

    public boolean holds(long position) {
        return position >= firstPosition && position < nextPosition;
    }

    /** Appends a row and returns its position; what is not set here is absent. */
    public long append(int kind, int leg) {
        long position = nextPosition++;
        reset(writable(position), (int) position & CHUNK_MASK, kind, leg);
        return position;
    }

    /** Makes room for rows up to and including {@code last}, to be put in any order. */
    public void reserve(long last) {
        for (long position = nextPosition; position <= last; position = (position | CHUNK_MASK) + 1) {
            writable(position);
        }
        writable(last);
    }

    /** Declares all rows up to {@code last} present, after they were put. */
    public void extendTo(long last) {
        nextPosition = Math.max(nextPosition, last + 1);
    }

    /** Begins a row at a reserved position. */
    public void put(long position, int kind, int leg) {
        reset(chunk(position), (int) position & CHUNK_MASK, kind, leg);
    }

    private static void reset(Chunk chunk, int at, int kind, int leg) {
        chunk.kind[at] = (byte) kind;
        chunk.leg[at] = (short) leg;
        chunk.amount[at] = 0;
        chunk.debit[at] = 0;
        chunk.credit[at] = 0;
        chunk.bodyHash[at] = 0;
        chunk.keyLength[at] = 0;
        chunk.detail[at] = null;
        long[] times = chunk.effectiveAt;
        if (times != null) {
            times[at] = NO_TIME;
        }
    }

    public void setMoney(long position, int debit, int credit, long amount) {
        Chunk chunk = chunk(position);
        int at = (int) position & CHUNK_MASK;
        chunk.debit[at] = debit;
        chunk.credit[at] = credit;
        chunk.amount[at] = amount;
    }

    public void setDebitSide(long position, long balance, long previous) {
        Chunk chunk = chunk(position);
        int at = (int) position & CHUNK_MASK;
        chunk.debitBalance[at] = balance;
        chunk.debitPrev[at] = previous;
    }

    public void setCreditSide(long position, long balance, long previous) {
        Chunk chunk = chunk(position);
        int at = (int) position & CHUNK_MASK;
        chunk.creditBalance[at] = balance;
        chunk.creditPrev[at] = previous;
    }

    public void setKey(long position, byte[] key, long bodyHash) {
        Chunk chunk = chunk(position);
        int at = (int) position & CHUNK_MASK;
        if (chunk.keysSize + key.length > chunk.keys.length) {
            byte[] larger = Arrays.copyOf(chunk.keys, Math.max(chunk.keys.length * 2, chunk.keysSize + key.length));
            // Whoever reads a committed row of this chunk meanwhile sees its key in the old array or in the new one.
            VarHandle.releaseFence();
            chunk.keys = larger;
        }
        System.arraycopy(key, 0, chunk.keys, chunk.keysSize, key.length);
        chunk.keyAt[at] = chunk.keysSize;
        chunk.keyLength[at] = (short) key.length;
        chunk.keysSize += key.length;
        chunk.bodyHash[at] = bodyHash;
    }

    public void setEffectiveAt(long position, long micros) {
        Chunk chunk = chunk(position);
        long[] times = chunk.effectiveAt;
        if (times == null) {
            times = new long[CHUNK_ROWS];
            Arrays.fill(times, NO_TIME);
            VarHandle.releaseFence();
            chunk.effectiveAt = times;
        }
        times[(int) position & CHUNK_MASK] = micros;
    }

    public void setDetail(long position, @Nullable String detail) {
        chunk(position).detail[(int) position & CHUNK_MASK] = detail;
    }

    public int kind(long position) {
        return chunk(position).kind[(int) position & CHUNK_MASK];
    }

    public int leg(long position) {
        return chunk(position).leg[(int) position & CHUNK_MASK];
    }

    public int debit(long position) {
        return chunk(position).debit[(int) position & CHUNK_MASK];
    }

    public int credit(long position) {
        return chunk(position).credit[(int) position & CHUNK_MASK];
    }

    public long amount(long position) {
        return chunk(position).amount[(int) position & CHUNK_MASK];
    }

    public long debitBalance(long position) {
        return chunk(position).debitBalance[(int) position & CHUNK_MASK];
    }

    public long creditBalance(long position) {
        return chunk(position).creditBalance[(int) position & CHUNK_MASK];
    }

    public long debitPrev(long position) {
        return chunk(position).debitPrev[(int) position & CHUNK_MASK];
    }

    public long creditPrev(long position) {
        return chunk(position).creditPrev[(int) position & CHUNK_MASK];
    }

    public long bodyHash(long position) {
        return chunk(position).bodyHash[(int) position & CHUNK_MASK];
    }

    public @Nullable String detail(long position) {
        return chunk(position).detail[(int) position & CHUNK_MASK];
    }

    /** Microseconds since 1970, or {@link #NO_TIME}. */
    public long effectiveAt(long position) {
        long[] times = chunk(position).effectiveAt;
        return times == null ? NO_TIME : times[(int) position & CHUNK_MASK];
    }

    public boolean hasKey(long position) {
        return chunk(position).keyLength[(int) position & CHUNK_MASK] != 0;
    }

    public byte @Nullable [] key(long position) {
        Chunk chunk = chunk(position);
        int at = (int) position & CHUNK_MASK;
        int length = chunk.keyLength[at];
        return length == 0 ? null : Arrays.copyOfRange(chunk.keys, chunk.keyAt[at], chunk.keyAt[at] + length);
    }

    public long keyHash(long position) {
        Chunk chunk = chunk(position);
        int at = (int) position & CHUNK_MASK;
        return SipHash.hash(chunk.keys, chunk.keyAt[at], chunk.keyLength[at]);
    }

    public boolean keyEquals(long position, byte[] key) {
        Chunk chunk = chunk(position);
        int at = (int) position & CHUNK_MASK;
        int start = chunk.keyAt[at];
        int length = chunk.keyLength[at];
        return length == key.length
                && start + length <= chunk.keys.length
                && Arrays.equals(chunk.keys, start, start + length, key, 0, length);
    }

    /** Forgets rows from {@code position} on; they were not committed. */
    public void truncate(long position) {
        long last = nextPosition - 1;
        for (long row = last; row >= position; row--) {
            Chunk chunk = chunk(row);
            int at = (int) row & CHUNK_MASK;
            if (chunk.keyLength[at] != 0) {
                chunk.keysSize = Math.min(chunk.keysSize, chunk.keyAt[at]);
                chunk.keyLength[at] = 0;
            }
            chunk.detail[at] = null;
        }
        nextPosition = position;
    }

    /** Drops rows before {@code position}, which are sealed; readers that still hold the old chunks may go on. */
    public void dropBefore(long position) {
        Invariant.check(position <= nextPosition, "dropping rows that are not there, %d", position);
        long keepChunk = position >>> CHUNK_BITS;
        int drop = (int) (keepChunk - firstChunk);
        if (drop > 0) {
            @Nullable Chunk[] kept = new @Nullable Chunk[Math.max(64, chunks.length - drop)];
            System.arraycopy(chunks, Math.min(drop, chunks.length), kept, 0, Math.max(0, chunks.length - drop));
            chunks = kept;
            firstChunk = keepChunk;
        }
        firstPosition = position;
    }

    /** Committed rows from first to last, for who goes on reading them when this memory may drop them. */
    public LogMemory slice(long first, long last) {
        LogMemory slice = new LogMemory(new LogShape(book, partitionBits), first);
        int from = (int) (slice.firstChunk - firstChunk);
        slice.chunks = Arrays.copyOfRange(chunks, from, (int) ((last >>> CHUNK_BITS) - firstChunk) + 1);
        slice.nextPosition = last + 1;
        return slice;
    }

    Chunk chunk(long position) {
        Chunk chunk = chunks[(int) ((position >>> CHUNK_BITS) - firstChunk)];
        if (chunk == null) {
            throw new Invariant.Violation("row " + position + " is not in memory");
        }
        return chunk;
    }

    private Chunk writable(long position) {
        int index = (int) ((position >>> CHUNK_BITS) - firstChunk);
        if (index >= chunks.length) {
            chunks = Arrays.copyOf(chunks, Math.max(index + 1, chunks.length * 2));
        }
        Chunk chunk = chunks[index];
        if (chunk == null) {
            chunk = new Chunk();
            chunks[index] = chunk;
        }
        return chunk;
    }

    static long chunkOf(long position) {
        return position >>> CHUNK_BITS;
    }

    static long firstOfChunk(long chunk) {
        return chunk << CHUNK_BITS;
    }

    static int offset(long position) {
        return (int) position & CHUNK_MASK;
    }

    public long seq(long position) {
        return LedgerId.of(book, position);
    }
}
