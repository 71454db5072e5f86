package io.bursar.engine.evaluate;

import io.bursar.engine.Outcome;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What sealed partitions say of a batch's keys, read before the batch is evaluated. */
public final class SealedAnswers {
    /** Nothing was found. */
    public static final SealedAnswers NONE = new SealedAnswers();

    /**
     * @param bodyHash of the stored command
     * @param answer the first answer
     * @param differing names of differing fields; empty where the bodies are the same
     */
    public record Answer(long bodyHash, Outcome.Definite answer, List<String> differing) {
        public Answer {
            differing = List.copyOf(differing);
        }
    }

    private record Bytes(byte[] bytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    private final Map<Bytes, Answer> answers = new HashMap<>();

    public void put(byte[] key, Answer answer) {
        answers.put(new Bytes(key), answer);
    }

    @Nullable
    Answer find(byte[] key) {
        return answers.isEmpty() ? null : answers.get(new Bytes(key));
    }

    public void putAll(SealedAnswers more) {
        answers.putAll(more.answers);
    }
}
