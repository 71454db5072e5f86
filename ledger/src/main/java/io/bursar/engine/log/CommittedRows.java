package io.bursar.engine.log;

import java.nio.ByteBuffer;

/**
 * Committed rows in the form in which they are stored. Made under the state's read lock, which is held for an instant
 * only; read without it, even when memory has dropped the rows meanwhile.
 */
public final class CommittedRows {
    private static final int BUFFER_BYTES = 32 * 1024;

    private final LogMemory memory;
    private final long first;
    private final LogMemory.Chunk[] chunks;

    /** Takes rows {@code first} to {@code last}, all of them in memory and committed. */
    public CommittedRows(LogMemory memory, long first, long last) {
        this.memory = memory;
        this.first = first;
        int count = (int) (LogMemory.chunkOf(last) - LogMemory.chunkOf(first)) + 1;
        this.chunks = new LogMemory.Chunk[count];
        for (int i = 0; i < count; i++) {
            chunks[i] = memory.chunk(Math.min(last, LogMemory.firstOfChunk(LogMemory.chunkOf(first) + i)));
        }
    }

    /** Takes one row: its number and its fields as binary COPY writes them, from position to limit. */
    @FunctionalInterface
    public interface Reader<E extends Exception> {
        void row(long seq, ByteBuffer tuple) throws E;
    }

    /** Reads the rows up to {@code last} in order. */
    public <E extends Exception> void each(long last, Reader<E> reader) throws E {
        RowBuffer buffer = new RowBuffer(BUFFER_BYTES);
        for (long position = first; position <= last; position++) {
            LogMemory.Chunk chunk = chunks[(int) (LogMemory.chunkOf(position) - LogMemory.chunkOf(first))];
            long seq = memory.seq(position);
            buffer.clear();
            buffer.add(chunk, position, seq);
            reader.row(seq, ByteBuffer.wrap(buffer.bytes(), 0, buffer.size()));
        }
    }
}
