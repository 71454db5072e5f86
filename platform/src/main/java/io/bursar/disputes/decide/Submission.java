package io.bursar.disputes.decide;

import io.bursar.money.PublicId;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a dispute, as an operation at its gateway; its id is the gateway's idempotency key.
 *
 * @param before how often evidence had been given when it was written, by what was known then
 * @param evidence that it gives, by name; files by our ids
 * @param why nobody knows, or it failed; null: there is nothing to say
 * @param lookAt when to ask the gateway about it; null: there is nothing to ask
 */
public record Submission(
        UUID id,
        Kind kind,
        State state,
        int before,
        Map<String, String> evidence,
        @Nullable String why,
        @Nullable Instant lookAt,
        Instant createdAt) {
    public Submission {
        evidence = java.util.Collections.unmodifiableMap(new TreeMap<>(evidence));
    }

    /** What the bank is told. */
    public enum Kind {
        EVIDENCE,
        /** That it is right. */
        ACCEPT;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Kind of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** Where it stands. */
    public enum State {
        /** Written; its call is about to be made, or was, and has not been answered. */
        PREPARED,
        /** Nobody here knows whether it happened. */
        UNKNOWN,
        SUCCEEDED,
        FAILED;

        /** The table of transitions; {@code disputes.edge} has the same, and a test compares them. */
        public static final Map<State, Set<State>> EDGES = Map.of(
                PREPARED, Set.of(UNKNOWN, SUCCEEDED, FAILED),
                UNKNOWN, Set.of(SUCCEEDED, FAILED),
                SUCCEEDED, Set.of(),
                // Late success.
                FAILED, Set.of(SUCCEEDED));

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** As the gateway's idempotency key. */
    public String key() {
        return PublicId.of("op", id);
    }

    public boolean isOpen() {
        return state == State.PREPARED || state == State.UNKNOWN;
    }

    public Submission in(State next, @Nullable String reason, @Nullable Instant look) {
        return new Submission(id, kind, next, before, evidence, reason, look, createdAt);
    }
}
