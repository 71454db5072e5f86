package io.bursar.engine.crash;

import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a worker was about to do and what it was told, in a file of its own that outlives it. A line that is not whole
 * was not written.
 */
final class Diary implements AutoCloseable {
    private static final String SUBMITTED = "S ";
    private static final String TOLD = "T ";

    private final FileChannel file;

    Diary(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** Before the ledger hears of it. */
    void submitting(List<Work> work) {
        StringBuilder lines = new StringBuilder();
        work.forEach(one -> lines.append(SUBMITTED).append(one.line()).append('\n'));
        append(lines);
    }

    /** After the ledger has answered: {@code applied id}, {@code refused} or {@code nothing}. */
    void told(String key, String answer) {
        append(new StringBuilder(TOLD).append(key).append(' ').append(answer).append('\n'));
    }

    private synchronized void append(CharSequence lines) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The answer as it is written down. What an atomic batch refuses is not recorded, so nothing happened. */
    static String answer(Outcome outcome, Atomicity atomicity) {
        Outcome told = outcome instanceof Outcome.Replayed replayed ? replayed.first() : outcome;
        return switch (told) {
            case Outcome.Applied applied -> "applied " + applied.id();
            case Outcome.Conflict conflict -> "nothing";
            case Outcome.Malformed malformed -> "nothing";
            case Outcome.KeyReused reused -> throw new IllegalStateException("a key was used for two: " + reused);
            case Outcome.Rejection rejection ->
                atomicity == Atomicity.INDIVIDUAL
                        ? "refused " + rejection.getClass().getSimpleName()
                        : "nothing";
            case Outcome.Busy busy -> "nothing";
            case Outcome.DeadlinePassed passed -> "nothing";
            case Outcome.Aborted aborted -> "nothing";
            case Outcome.Replayed again -> throw new IllegalStateException("a replay of a replay");
        };
    }

    /** What a diary says of each key; the answer is empty when none was heard. */
    record Entry(Work work, String answer) {}

    static Map<String, Entry> read(Path path) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        String text = Files.readString(path);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
            if (line.startsWith(SUBMITTED)) {
                Work work = Work.parse(line.substring(SUBMITTED.length()));
                entries.put(work.key(), new Entry(work, ""));
            } else if (line.startsWith(TOLD)) {
                String[] parts = line.substring(TOLD.length()).split(" ", 2);
                entries.computeIfPresent(parts[0], (key, entry) -> new Entry(entry.work(), parts[1]));
            }
        }
        return entries;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
