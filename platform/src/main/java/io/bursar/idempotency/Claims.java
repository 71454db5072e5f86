package io.bursar.idempotency;

import io.bursar.engine.RiderStatement;
import io.bursar.engine.RiderStatement.Guard;
import io.bursar.engine.Riders;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Claiming keys in the commit of a change or of a command of the ledger, many at a time. Where a key is taken, the
 * whole change is a conflict: {@link Idempotency#look} says by whom.
 */
public final class Claims {
    private static final String NAME = "idempotency.claimed";

    static final String CLAIM_ALL = """
            WITH r AS (
                SELECT ordinal, book, caller, key, route, digests, object_id, request_id, live_seconds, status, body
                FROM unnest(?::int4[], ?::int4[], ?::int4[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                        ?::int4[], ?::int4[], ?::text[])
                    AS r (ordinal, book, caller, key, route, digests, object_id, request_id, live_seconds, status,
                        body)),
            claimed AS (
                INSERT INTO idempotency.key AS k
                    (book, caller, key, route, digests, object_id, request_id, live_until, status, body)
                SELECT r.book, r.caller, r.key, r.route, r.digests, r.object_id, r.request_id,
                    clock_timestamp() + make_interval(secs => r.live_seconds), r.status, r.body
                FROM r
                ON CONFLICT ON CONSTRAINT key_pkey DO UPDATE
                SET request_id = excluded.request_id, live_until = excluded.live_until, status = excluded.status,
                    body = excluded.body
                WHERE k.status IS NULL AND k.live_until <= clock_timestamp()
                    AND (k.route, k.digests, k.object_id)
                        = (excluded.route, excluded.digests, excluded.object_id)
                RETURNING k.book, k.caller, k.key)
            SELECT r.ordinal
            FROM r
            JOIN claimed c ON c.book = r.book AND c.caller = r.caller AND c.key = r.key
            """;

    static final RiderStatement CLAIMED = new RiderStatement(
            NAME,
            CLAIM_ALL,
            List.of("int4", "int4", "text", "text", "text", "text", "text", "int4", "int4", "text"),
            Guard.CONDITIONAL);

    private Claims() {}

    /** Takes the key for {@link Idempotency#LIVE}. @param object id of what the request makes or changes */
    public static List<Riders.Call> of(Asked asked, String object) {
        return rows(asked, object, null, null);
    }

    /** Takes the key and answers at once. @param body of the answer, which is final */
    public static List<Riders.Call> answered(Asked asked, String object, int status, String body) {
        return rows(asked, object, status, body);
    }

    private static List<Riders.Call> rows(Asked asked, String object, @Nullable Integer status, @Nullable String body) {
        if (!asked.isKeyed()) {
            return List.of();
        }
        int live = status == null ? (int) Idempotency.LIVE.toSeconds() : 0;
        return List.of(new Riders.Call(
                NAME,
                Arrays.asList(
                        asked.book(),
                        asked.caller(),
                        asked.key(),
                        asked.route(),
                        Digests.text(asked.digests()),
                        object,
                        asked.request(),
                        live,
                        status,
                        body)));
    }
}
