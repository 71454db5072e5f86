package io.bursar.api;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request as endpoints see it: authenticated, its parameters parsed. Every endpoint reads its query and its body
 * through here, so that nothing that was sent is ignored.
 *
 * @param authenticated who asks; null only on the routes that ask for no key
 * @param idempotencyKey the header, well formed; null: none was sent
 * @param pathVariables by name
 * @param manner the version it is in, and in which form it would be answered
 */
public record Call(
        String requestId,
        @Nullable Caller authenticated,
        @Nullable String idempotencyKey,
        Map<String, String> pathVariables,
        Fields query,
        Fields body,
        Manner manner) {
    /** Longest idempotency key. */
    public static final int KEY_LENGTH_MAX = 255;

    /** How a caller wishes to be spoken to. */
    public record Manner(ApiVersion version, Form form) {
        /** What an answer is written in. */
        public enum Form {
            JSON,
            /** The caller accepts CSV and not JSON; only where the route {@link Answers} so. */
            CSV
        }
    }

    private static final String DRY_RUN = "dry_run";

    /** Who asks. */
    public Caller caller() {
        if (authenticated == null) {
            throw new IllegalStateException("nobody was authenticated for this route");
        }
        return authenticated;
    }

    /** A variable of the route's path. */
    public String path(String name) {
        String value = pathVariables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no variable " + name);
        }
        return value;
    }

    /**
     * Whether only what would happen is asked for: {@code ?dry_run=true}. To be asked before the body is read, and only
     * by routes that then do nothing else; on all others the parameter is refused as any that nobody reads.
     */
    public boolean isDryRun() {
        if (query.has(DRY_RUN) && query.text(DRY_RUN) == null) {
            throw query.problem(ErrorCode.PARAMETER_INVALID, DRY_RUN, "dry_run must be true or false.");
        }
        return query.flag(DRY_RUN);
    }

    /** Reads the body; the query must be empty, but for what was read of it before. */
    public <T> T readBody(Function<Fields, T> reader) {
        T read = reader.apply(body);
        body.refuseUnread();
        query.refuseUnread();
        return read;
    }

    /** Reads the query; the body must be empty. */
    public <T> T readQuery(Function<Fields, T> reader) {
        T read = reader.apply(query);
        query.refuseUnread();
        body.refuseUnread();
        return read;
    }

    /** For routes without parameters. */
    public void readNothing() {
        query.refuseUnread();
        body.refuseUnread();
    }

    /** The key of a {@link MovesMoney} route. */
    public String requireIdempotencyKey() {
        if (idempotencyKey == null) {
            throw Problem.of(
                            ErrorCode.IDEMPOTENCY_KEY_REQUIRED,
                            "This route moves money: send an Idempotency-Key, one for each intended effect.",
                            "Idempotency-Key")
                    .asException();
        }
        return idempotencyKey;
    }
}
