package io.bursar.idempotency;

import io.bursar.engine.RiderStatement;
import io.bursar.engine.RiderStatement.Guard;
import io.bursar.engine.Riders;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The only one that reads and writes {@code idempotency.key}, with a rider that the ledger runs for it. */
@Component
final class KeyStore {
    static final String FIND = """
            SELECT route, digests, object_id, request_id, live_until > clock_timestamp() AS live, status, body
            FROM idempotency.key
            WHERE book = :book AND caller = :caller AND key = :key
            """;

    static final String CLAIM = """
            INSERT INTO idempotency.key AS k (book, caller, key, route, digests, object_id, request_id, live_until)
            VALUES (:book, :caller, :key, :route, :digests, :object, :request,
                clock_timestamp() + make_interval(secs => :liveSeconds))
            ON CONFLICT ON CONSTRAINT key_pkey DO UPDATE
            SET request_id = excluded.request_id, live_until = excluded.live_until
            WHERE k.status IS NULL AND k.live_until <= clock_timestamp()
                AND (k.route, k.digests, k.object_id) = (excluded.route, excluded.digests, excluded.object_id)
            """;

    static final String CLAIM_ANSWERED = """
            INSERT INTO idempotency.key
                (book, caller, key, route, digests, object_id, request_id, live_until, status, body)
            VALUES (:book, :caller, :key, :route, :digests, :object, :request, clock_timestamp(), :status, :body)
            ON CONFLICT ON CONSTRAINT key_pkey DO NOTHING
            """;

    static final String ANSWER = """
            UPDATE idempotency.key
            SET status = :status, body = :body
            WHERE book = :book AND caller = :caller AND key = :key AND status IS NULL
            """;

    static final String ANSWER_ALL = """
            UPDATE idempotency.key k
            SET status = r.status, body = r.body
            FROM unnest(?::int4[], ?::int4[], ?::int4[], ?::text[], ?::int4[], ?::text[])
                AS r (ordinal, book, caller, key, status, body)
            WHERE k.book = r.book AND k.caller = r.caller AND k.key = r.key AND k.status IS NULL
            """;

    static final String RELEASE = """
            DELETE FROM idempotency.key
            WHERE book = :book AND caller = :caller AND key = :key AND request_id = :request AND status IS NULL
            """;

    static final String LEAVE = """
            UPDATE idempotency.key
            SET live_until = clock_timestamp()
            WHERE book = :book AND caller = :caller AND key = :key AND request_id = :request AND status IS NULL
            """;

    static final String DELETE_OLD = """
            DELETE FROM idempotency.key
            WHERE (book, caller, key) IN (
                SELECT book, caller, key
                FROM idempotency.key
                WHERE made_at < clock_timestamp() - make_interval(secs => :ageSeconds)
                ORDER BY made_at
                LIMIT :most)
            """;

    private static final String RIDER = "idempotency.answered";

    /** Runs in the commit that makes the answer true. */
    static final RiderStatement ANSWERED =
            new RiderStatement(RIDER, ANSWER_ALL, List.of("int4", "int4", "text", "int4", "text"), Guard.UNCONDITIONAL);

    private final JdbcClient jdbc;

    KeyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What is kept of a key.
     *
     * @param status 0 while there is no answer
     */
    record Kept(
            String route,
            Map<String, String> digests,
            String object,
            String request,
            boolean isLive,
            int status,
            @Nullable String body) {}

    Optional<Kept> find(Asked asked) {
        return named(FIND, asked).query(KeyStore::read).optional();
    }

    boolean claim(Asked asked, String object) {
        return whole(CLAIM, asked, object)
                        .param("liveSeconds", Idempotency.LIVE.toMillis() / 1_000.0)
                        .update()
                == 1;
    }

    boolean claimAnswered(Asked asked, String object, int status, String body) {
        return whole(CLAIM_ANSWERED, asked, object)
                        .param("status", status)
                        .param("body", body)
                        .update()
                == 1;
    }

    void answer(Asked asked, int status, String body) {
        named(ANSWER, asked).param("status", status).param("body", body).update();
    }

    static Riders.Call answering(Asked asked, int status, String body) {
        return new Riders.Call(RIDER, Arrays.asList(asked.book(), asked.caller(), asked.key(), status, body));
    }

    void release(Asked asked) {
        named(RELEASE, asked).param("request", asked.request()).update();
    }

    void leave(Asked asked) {
        named(LEAVE, asked).param("request", asked.request()).update();
    }

    /** Deletes the oldest of those that are older. @return how many */
    int deleteOld(Duration age, int most) {
        return jdbc.sql(DELETE_OLD)
                .param("ageSeconds", (double) age.toSeconds())
                .param("most", most)
                .update();
    }

    private JdbcClient.StatementSpec named(String sql, Asked asked) {
        return jdbc.sql(sql)
                .param("book", asked.book())
                .param("caller", asked.caller())
                .param("key", asked.key());
    }

    private JdbcClient.StatementSpec whole(String sql, Asked asked, String object) {
        return named(sql, asked)
                .param("route", asked.route())
                .param("digests", Digests.text(asked.digests()))
                .param("object", object)
                .param("request", asked.request());
    }

    private static Kept read(ResultSet row, int index) throws SQLException {
        return new Kept(
                row.getString("route"),
                Digests.parse(row.getString("digests")),
                row.getString("object_id"),
                row.getString("request_id"),
                row.getBoolean("live"),
                row.getInt("status"),
                row.getString("body"));
    }
}
