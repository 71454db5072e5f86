package io.bursar.engine.doctor.scan;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/** Finds hashes that occur twice among any number of them: sorted runs, those beyond the first in temporary files. */
public final class HashRuns implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int REPEATED_MAX = 10_000;

    private final long[] run;
    private final List<Path> files = new ArrayList<>();
    private int length;

    /** @param runLength hashes held in memory, 8 bytes each */
    public HashRuns(int runLength) {
        run = new long[runLength];
    }

    public void add(long hash) {
        if (length == run.length) {
            spill();
        }
        run[length++] = hash;
    }

    /** Hashes that were added more than once, the first few thousand of them. */
    public Set<Long> repeated() {
        Set<Long> repeated = new LinkedHashSet<>();
        PriorityQueue<Run> heads = new PriorityQueue<>((a, b) -> Long.compare(a.head, b.head));
        Arrays.sort(run, 0, length);
        heads.add(new MemoryRun(run, length));
        try {
            for (Path file : files) {
                heads.add(new FileRun(file));
            }
            merge(heads, repeated);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            heads.forEach(Run::close);
        }
        return repeated;
    }

    private static void merge(PriorityQueue<Run> heads, Set<Long> repeated) throws IOException {
        boolean any = false;
        long previous = 0;
        while (repeated.size() < REPEATED_MAX) {
            Run least = heads.poll();
            if (least == null) {
                return;
            }
            if (!least.atEnd) {
                if (any && least.head == previous) {
                    repeated.add(previous);
                }
                any = true;
                previous = least.head;
                least.advance();
                heads.add(least);
            } else {
                least.close();
            }
        }
    }

    private void spill() {
        Arrays.sort(run);
        try {
            Path file = Files.createTempFile("bursar-doctor", ".hashes");
            files.add(file);
            try (DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
                for (long hash : run) {
                    out.writeLong(hash);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        length = 0;
    }

    @Override
    public void close() {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private abstract static class Run {
        long head;
        boolean atEnd;

        abstract void advance() throws IOException;

        void close() {}
    }

    private static final class MemoryRun extends Run {
        private final long[] hashes;
        private final int length;
        private int next;

        MemoryRun(long[] hashes, int length) {
            this.hashes = hashes;
            this.length = length;
            advance();
        }

        @Override
        void advance() {
            if (next == length) {
                atEnd = true;
                head = Long.MAX_VALUE;
            } else {
                head = hashes[next++];
            }
        }
    }

    private static final class FileRun extends Run {
        private final DataInputStream in;
        private long left;

        FileRun(Path file) throws IOException {
            left = Files.size(file) / Long.BYTES;
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
            advance();
        }

        @Override
        void advance() throws IOException {
            if (left == 0) {
                atEnd = true;
                head = Long.MAX_VALUE;
            } else {
                left--;
                head = in.readLong();
            }
        }

        @Override
        void close() {
            try {
                in.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
