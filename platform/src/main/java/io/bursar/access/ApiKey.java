package io.bursar.access;

import io.bursar.api.ApiVersion;
import io.bursar.api.Caller.Right;
import io.bursar.api.JsonOut;
import io.bursar.money.PublicId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key as its owner sees it.
 *
 * @param rights as they were given; what they include is not listed
 * @param rateLimit requests a second on each node; null: as many as it likes
 * @param version that requests with it are in, unless they say otherwise
 * @param origins of the pages that may use it
 * @param hint last four characters of its newest secret
 */
record ApiKey(
        int number,
        int book,
        SecretKey.Kind kind,
        String name,
        Set<Right> rights,
        @Nullable Integer rateLimit,
        ApiVersion version,
        Set<String> origins,
        Status status,
        String hint,
        Times times) {
    static final String PREFIX = "key";

    /** Whether its newest secret opens. */
    enum Status {
        ACTIVE,
        EXPIRED,
        REVOKED
    }

    /**
     * @param expiresAt null: never
     * @param lastUsedAt to the minute; null: never used
     * @param olderUntil when the last of the secrets before the newest ends; null: they have
     */
    record Times(
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt,
            @Nullable Instant olderUntil) {}

    String id() {
        return PublicId.of(PREFIX, number);
    }

    /** How long it was made for; null: for ever. */
    @Nullable
    Long lifeSeconds() {
        Instant end = times.expiresAt();
        return end == null
                ? null
                : Math.round(Duration.between(times.createdAt(), end).toMillis() / 1_000.0);
    }

    void write(JsonOut out) {
        write(out, null);
    }

    /** @param secret shown this once; null: it was shown before */
    void write(JsonOut out, @Nullable SecretKey secret) {
        out.text("id", id())
                .text("object", "api_key")
                .text("kind", kind.name().toLowerCase(Locale.ROOT))
                .text("name", name)
                .text("book", Book.id(book))
                .texts("rights", rights.stream().map(Right::text).sorted().toList())
                .integer("rate_limit", rateLimit == null ? null : Long.valueOf(rateLimit))
                .text("api_version", version.text())
                .texts("allowed_origins", origins.stream().sorted().toList())
                .text("status", status.name().toLowerCase(Locale.ROOT))
                .text("secret", secret == null ? null : secret.reveal())
                .text("hint", hint)
                .integer("created", times.createdAt().getEpochSecond())
                .time("expires_at", times.expiresAt())
                .time("last_used_at", times.lastUsedAt())
                .time("revoked_at", times.revokedAt())
                .time("older_secrets_until", times.olderUntil());
    }
}
