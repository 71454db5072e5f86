package io.bursar.gateways.inbox;

import io.bursar.api.Page;
import io.bursar.database.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The only one that reads and writes {@code gateways.inbox}. */
@Component
final class InboxStore {
    static final String INSERT = """
            INSERT INTO gateways.inbox
                (gateway, event, type, object, headers, body, sent_at, state, reason, settled_at)
            SELECT gateway, event, type, object, headers, body, sent_at, state, reason,
                CASE WHEN state = 'waiting' THEN NULL ELSE clock_timestamp() END
            FROM unnest(:gateways::text[], :events::text[], :types::text[], :objects::text[], :headers::text[],
                    :bodies::bytea[], :sent::timestamptz[], :states::text[], :reasons::text[])
                WITH ORDINALITY
                AS arrived (gateway, event, type, object, headers, body, sent_at, state, reason, place)
            ORDER BY place
            ON CONFLICT ON CONSTRAINT inbox_received_once DO NOTHING
            RETURNING gateway || ' ' || event
            """;

    /** Nodes lease one after another, so that none takes what another is about to. */
    static final String LEASE_IN_TURN = """
            SELECT pg_advisory_xact_lock(7411223090146)
            """;

    static final String LEASE = """
            UPDATE gateways.inbox i
            SET leased_until = clock_timestamp() + make_interval(secs => :leaseSeconds)
            FROM (
                SELECT w.number AS due
                FROM gateways.inbox w
                WHERE w.state = 'waiting' AND w.due_at <= clock_timestamp()
                    AND (w.leased_until IS NULL OR w.leased_until <= clock_timestamp())
                    AND NOT EXISTS (
                        SELECT FROM gateways.inbox b
                        WHERE b.gateway = w.gateway AND b.object = w.object
                            AND b.state IN ('waiting', 'parked') AND b.number <> w.number
                            AND (b.leased_until > clock_timestamp()
                                OR (b.number < w.number AND (b.state = 'parked' OR b.due_at > clock_timestamp()))))
                ORDER BY w.number
                LIMIT :most) found
            WHERE i.number = found.due
            RETURNING i.number, i.gateway, i.event, i.type, i.object, i.headers, i.body, i.tries,
                (extract(epoch FROM clock_timestamp() - i.waits_since) * 1000)::int8 AS age
            """;

    static final String SETTLE = """
            UPDATE gateways.inbox i
            SET state = s.state, reason = s.reason, tries = s.tries, leased_until = NULL,
                due_at = clock_timestamp() + make_interval(secs => s.due_in_ms / 1000.0),
                settled_at = CASE WHEN s.state = 'waiting' THEN NULL ELSE clock_timestamp() END
            FROM unnest(:numbers::int8[], :states::text[], :reasons::text[], :dues::int8[], :tries::int4[])
                AS s (number, state, reason, due_in_ms, tries)
            WHERE i.number = s.number AND i.state = 'waiting'
            """;

    private static final String COLUMNS = """
            number, gateway, event, type, object, headers, body, tries, 0 AS age, state, reason, sent_at, received_at,
            settled_at
            """;

    static final String REPLAY = """
            UPDATE gateways.inbox
            SET state = 'waiting', reason = NULL, tries = 0, leased_until = NULL, settled_at = NULL,
                due_at = clock_timestamp(), waits_since = clock_timestamp()
            WHERE number = :number AND state <> 'waiting'
            RETURNING
            """ + COLUMNS;

    static final String FIND = "SELECT " + COLUMNS + """
            FROM gateways.inbox
            WHERE number = :number
            """;

    static final String LIST = "SELECT " + COLUMNS + """
            FROM gateways.inbox
            WHERE number < :before
                AND (:gateway::text IS NULL OR gateway = :gateway)
                AND (:state::text IS NULL OR state = :state)
            ORDER BY number DESC
            LIMIT :limit
            """;

    static final String LIST_OF_OBJECT = "SELECT " + COLUMNS + """
            FROM gateways.inbox
            WHERE object = :object AND number < :before
                AND (:gateway::text IS NULL OR gateway = :gateway)
                AND (:state::text IS NULL OR state = :state)
            ORDER BY number DESC
            LIMIT :limit
            """;

    static final String COUNT = """
            SELECT count(*)
            FROM gateways.inbox
            WHERE state = :state
            """;

    static final String OLDEST = """
            SELECT coalesce(extract(epoch FROM clock_timestamp() - min(received_at)), 0)::int8
            FROM gateways.inbox
            WHERE state = 'waiting'
            """;

    static final String FORGET = """
            DELETE FROM gateways.inbox
            WHERE number IN (
                SELECT number
                FROM gateways.inbox
                WHERE state IN ('applied', 'ignored')
                    AND settled_at < clock_timestamp() - make_interval(secs => :keptSeconds)
                ORDER BY settled_at
                LIMIT :most)
            """;

    private final JdbcClient jdbc;
    private final Transactions transactions;

    InboxStore(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** For each whether it is new. All are stored when this returns, now or before. */
    List<Boolean> insert(List<Arrival> arrivals) {
        Set<String> stored = new HashSet<>(jdbc.sql(INSERT)
                .param("gateways", texts(arrivals, Arrival::gateway))
                .param("events", texts(arrivals, Arrival::event))
                .param("types", texts(arrivals, Arrival::type))
                .param("objects", texts(arrivals, Arrival::object))
                .param("headers", texts(arrivals, Arrival::headers))
                .param("bodies", arrivals.stream().map(Arrival::body).toArray(byte[][]::new))
                .param(
                        "sent",
                        texts(
                                arrivals,
                                arrival -> arrival.sentAt()
                                        .atOffset(ZoneOffset.UTC)
                                        .toString()))
                .param("states", texts(arrivals, arrival -> arrival.state().text()))
                .param("reasons", texts(arrivals, Arrival::reason))
                .query(String.class)
                .list());
        return arrivals.stream()
                .map(arrival -> stored.remove(arrival.gateway() + " " + arrival.event()))
                .toList();
    }

    private static <T> String[] texts(List<T> items, Function<T, @Nullable String> text) {
        return items.stream().map(text).toArray(String[]::new);
    }

    /** Takes what is due, in the order of arrival, and keeps the other nodes away from its objects for a while. */
    List<Message> lease(Duration lease, int most) {
        return transactions.inside(() -> {
            jdbc.sql(LEASE_IN_TURN).query((row, index) -> index).single();
            return jdbc.sql(LEASE)
                    .param("leaseSeconds", lease.toMillis() / 1_000.0)
                    .param("most", most)
                    .query((row, index) -> message(row))
                    .list();
        });
    }

    /** Says what became of messages. */
    List<Boolean> settle(List<Settlement> settlements) {
        jdbc.sql(SETTLE)
                .param("numbers", settlements.stream().map(Settlement::number).toArray(Long[]::new))
                .param("states", texts(settlements, each -> each.state().text()))
                .param("reasons", texts(settlements, Settlement::reason))
                .param("dues", settlements.stream().map(Settlement::dueInMs).toArray(Long[]::new))
                .param("tries", settlements.stream().map(Settlement::tries).toArray(Integer[]::new))
                .update();
        return settlements.stream().map(each -> true).toList();
    }

    /** Has a message handed over once more; empty when it waits already, or there is none. */
    Optional<Message.Shown> replay(long number) {
        return jdbc.sql(REPLAY)
                .param("number", number)
                .query((row, index) -> shown(row, true))
                .optional();
    }

    Optional<Message.Shown> find(long number) {
        return jdbc.sql(FIND)
                .param("number", number)
                .query((row, index) -> shown(row, true))
                .optional();
    }

    /** Which messages are listed; null: whatever it is. */
    record Filter(
            @Nullable String gateway,
            @Nullable State state,
            @Nullable String object) {}

    /** Newest first. @param before numbers below this one */
    List<Message.Shown> list(Filter filter, long before, Page page) {
        State state = filter.state();
        JdbcClient.StatementSpec statement = filter.object() == null
                ? jdbc.sql(LIST)
                : jdbc.sql(LIST_OF_OBJECT).param("object", filter.object());
        return statement
                .param("gateway", filter.gateway())
                .param("state", state == null ? null : state.text())
                .param("before", before)
                .param("limit", page.limitAndOne())
                .query((row, index) -> shown(row, false))
                .list();
    }

    long count(State state) {
        return jdbc.sql(COUNT).param("state", state.text()).query(Long.class).single();
    }

    /** Seconds since the oldest that waits came; 0: none waits. */
    long oldestSeconds() {
        return jdbc.sql(OLDEST).query(Long.class).single();
    }

    /** Deletes some of those that were settled so long ago. @return how many */
    int forget(Duration kept, int most) {
        return jdbc.sql(FORGET)
                .param("keptSeconds", (double) kept.toSeconds())
                .param("most", most)
                .update();
    }

    private static Message message(ResultSet row) throws SQLException {
        return new Message(
                row.getLong("number"),
                row.getString("gateway"),
                row.getString("event"),
                row.getString("type"),
                row.getString("object"),
                row.getString("headers"),
                row.getBytes("body"),
                row.getInt("tries"),
                row.getLong("age"));
    }

    private static Message.Shown shown(ResultSet row, boolean withBody) throws SQLException {
        return new Message.Shown(
                message(row),
                State.of(row.getString("state")),
                row.getString("reason"),
                row.getTimestamp("sent_at").toInstant(),
                row.getTimestamp("received_at").toInstant(),
                instant(row.getTimestamp("settled_at")),
                withBody);
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
