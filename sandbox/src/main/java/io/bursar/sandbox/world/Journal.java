package io.bursar.sandbox.world;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/**
 * The calls, appended to one file: length, checksum, content. A record that was cut off by a crash is dropped when the
 * file is opened, with all that follows it. Many callers share one write.
 */
final class Journal implements AutoCloseable {
    /** The first bytes of the file; the number is that of its format, and of the rules by which calls are executed. */
    private static final String MAGIC = "bursar-sandbox-1\n";

    private static final int FRAME_BYTES = 8;
    private static final int MAX_RECORD_BYTES = 32 * 1024 * 1024;

    private final FileChannel file;
    private final Sync sync;
    private final ReentrantLock writing = new ReentrantLock();
    private final CRC32C checksum = new CRC32C();
    private ByteArrayOutputStream pending = new ByteArrayOutputStream(1 << 16);
    private ByteArrayOutputStream spare = new ByteArrayOutputStream(1 << 16);
    private long appended;
    private volatile long written;
    private boolean isUnforced;

    private Journal(FileChannel file, Sync sync) {
        this.file = file;
        this.sync = sync;
    }

    /** What a journal begins with. */
    record Origin(long seed, long startMs) {}

    /** An opened journal and what it held. */
    record Opened(Journal journal, Origin origin, List<Call> calls) {}

    /**
     * Opens the file, or begins it.
     *
     * @param origin what a new file begins with; an old one has its own
     */
    static Opened open(Path path, Sync sync, Origin origin) throws IOException {
        if (path.getParent() != null) {
            Files.createDirectories(path.getParent());
        }
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        lock(file, path);
        List<byte[]> records = new ArrayList<>();
        long end = file.size() == 0 ? 0 : readAll(path, records);
        file.truncate(end);
        file.position(end);
        Journal journal = new Journal(file, sync);
        if (records.isEmpty()) {
            file.truncate(0);
            file.position(0);
            file.write(ByteBuffer.wrap(MAGIC.getBytes(StandardCharsets.US_ASCII)));
            journal.appendRecord(ByteBuffer.allocate(16)
                    .putLong(origin.seed())
                    .putLong(origin.startMs())
                    .array());
            journal.await(1);
            return new Opened(journal, origin, List.of());
        }
        ByteBuffer first = ByteBuffer.wrap(records.getFirst());
        List<Call> calls = new ArrayList<>(records.size());
        for (byte[] record : records.subList(1, records.size())) {
            calls.add(decode(record));
        }
        return new Opened(journal, new Origin(first.getLong(), first.getLong()), calls);
    }

    private static void lock(FileChannel file, Path path) throws IOException {
        String taken = path + " is in use by another sandbox; stop it, or name another directory.";
        try {
            if (file.tryLock() == null) {
                file.close();
                throw new IOException(taken);
            }
        } catch (OverlappingFileLockException e) {
            file.close();
            throw new IOException(taken, e);
        }
    }

    /** Reads whole records into the list. Returns where the last whole one ends. */
    private static long readAll(Path path, List<byte[]> records) throws IOException {
        long end = 0;
        try (DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(Files.newInputStream(path)))) {
            byte[] magic = in.readNBytes(MAGIC.length());
            if (!new String(magic, StandardCharsets.US_ASCII).equals(MAGIC)) {
                if (magic.length < MAGIC.length()) {
                    return 0;
                }
                throw new IOException(
                        path + " was written by another version of the sandbox; delete it to start anew.");
            }
            end = magic.length;
            while (true) {
                byte[] frame = in.readNBytes(FRAME_BYTES);
                ByteBuffer head = ByteBuffer.wrap(frame);
                if (frame.length < FRAME_BYTES) {
                    return end;
                }
                int length = head.getInt();
                int expected = head.getInt();
                if (length < 0 || length > MAX_RECORD_BYTES) {
                    return end;
                }
                byte[] record = in.readNBytes(length);
                CRC32C actual = new CRC32C();
                actual.update(record);
                if (record.length < length || (int) actual.getValue() != expected) {
                    return end;
                }
                records.add(record);
                end += FRAME_BYTES + length;
            }
        }
    }

    /** Takes a call; called under the world's lock. Returns the number to wait for. */
    long append(Call call) {
        try {
            ByteArrayOutputStream record = new ByteArrayOutputStream(256);
            DataOutputStream out = new DataOutputStream(record);
            out.writeLong(call.atMs());
            String[] texts = {
                call.player(),
                call.method(),
                call.path(),
                call.body(),
                call.key(),
                call.requestId(),
                call.version(),
                call.effect()
            };
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(bytes.length);
                out.write(bytes);
            }
            return appendRecord(record.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized long appendRecord(byte[] record) {
        checksum.reset();
        checksum.update(record);
        ByteBuffer frame =
                ByteBuffer.allocate(FRAME_BYTES).putInt(record.length).putInt((int) checksum.getValue());
        pending.writeBytes(frame.array());
        pending.writeBytes(record);
        appended++;
        return appended;
    }

    private static Call decode(byte[] record) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(record));
        long atMs = in.readLong();
        String[] texts = new String[8];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        }
        return new Call(texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], texts[6], texts[7], atMs);
    }

    /** Returns when the record of that number survives kill -9, and with {@link Sync#ALWAYS} loss of power too. */
    void await(long number) {
        if (written >= number) {
            return;
        }
        writing.lock();
        try {
            if (written < number) {
                writePending();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's journal cannot be written", e);
        } finally {
            writing.unlock();
        }
    }

    private void writePending() throws IOException {
        ByteArrayOutputStream taken;
        long upTo;
        synchronized (this) {
            taken = pending;
            pending = spare;
            upTo = appended;
        }
        ByteBuffer bytes = ByteBuffer.wrap(taken.toByteArray());
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        taken.reset();
        spare = taken;
        isUnforced = true;
        if (sync == Sync.ALWAYS) {
            file.force(false);
            isUnforced = false;
        }
        written = upTo;
    }

    /** Writes what waits; forces it unless that is never done. Called once a second. */
    void flush() throws IOException {
        writing.lock();
        try {
            writePending();
            if (isUnforced && sync != Sync.NEVER) {
                file.force(false);
                isUnforced = false;
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        flush();
        file.close();
    }
}
