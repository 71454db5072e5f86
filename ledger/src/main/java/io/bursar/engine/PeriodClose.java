package io.bursar.engine;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A close of a period, or a reopening, as the log has it.
 *
 * @param id of the command
 * @param before effective times before it are refused from then on; null: all periods were opened again
 * @param recordedAt when
 * @param key under which it was asked for; its caller is who asked
 */
public record PeriodClose(
        long id,
        @Nullable Instant before,
        Instant recordedAt,
        @Nullable Key key,
        @Nullable String reference,
        Map<String, String> metadata) {
    public PeriodClose {
        metadata = Map.copyOf(metadata);
    }

    /** What it did. */
    public enum Effect {
        CLOSED,
        REOPENED
    }

    /** @param earlier the one before it; null: there was none */
    public Effect effectAfter(@Nullable PeriodClose earlier) {
        if (earlier == null || earlier.before() == null) {
            return before == null ? Effect.REOPENED : Effect.CLOSED;
        }
        return before == null || before.isBefore(earlier.before()) ? Effect.REOPENED : Effect.CLOSED;
    }
}
