package io.bursar.schedules;

import io.bursar.api.Page;
import io.bursar.api.Problem;
import io.bursar.api.ProblemException;
import io.bursar.engine.RiderStatement;
import io.bursar.engine.RiderStatement.Guard;
import io.bursar.engine.Riders;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The only one that reads and writes {@code schedules.scheduled}, with a rider that the ledger runs for it. */
@Component
final class ScheduleStore {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleStore.class);

    private static final String COLUMNS = """
            number, book, caller, key, body, execute_at, created_at, state, version, settled_at, transaction_id, refusal
            """;

    static final String NOW = """
            SELECT clock_timestamp()
            """;

    static final String INSERT = """
            INSERT INTO schedules.scheduled (book, caller, key, body, execute_at)
            VALUES (:book, :caller, :key, :body, :executeAt)
            ON CONFLICT ON CONSTRAINT scheduled_made_once DO NOTHING
            RETURNING
            """ + COLUMNS;

    static final String FIND_MADE = "SELECT " + COLUMNS + """
            FROM schedules.scheduled
            WHERE book = :book AND caller = :caller AND key = :key
            """;

    static final String FIND = "SELECT " + COLUMNS + """
            FROM schedules.scheduled
            WHERE number = :number AND book = :book
            """;

    static final String LIST = "SELECT " + COLUMNS + """
            FROM schedules.scheduled
            WHERE book = :book AND number < :before
            ORDER BY number DESC
            LIMIT :limit
            """;

    static final String LIST_BY_STATE = "SELECT " + COLUMNS + """
            FROM schedules.scheduled
            WHERE book = :book AND state = :state AND number < :before
            ORDER BY number DESC
            LIMIT :limit
            """;

    static final String LEASE_DUE = """
            UPDATE schedules.scheduled s
            SET leased_until = clock_timestamp() + make_interval(secs => :leaseSeconds)
            FROM (
                SELECT number AS due
                FROM schedules.scheduled
                WHERE state = 'scheduled' AND execute_at <= :now
                    AND (leased_until IS NULL OR leased_until <= clock_timestamp())
                ORDER BY execute_at, number
                LIMIT :most
                FOR UPDATE SKIP LOCKED) found
            WHERE s.number = found.due
            RETURNING
            """ + COLUMNS;

    static final String CANCEL = """
            UPDATE schedules.scheduled
            SET state = 'canceled', version = version + 1, settled_at = clock_timestamp()
            WHERE number = :number AND book = :book AND state = 'scheduled'
            """;

    static final String REFUSE = """
            UPDATE schedules.scheduled
            SET state = 'refused', version = version + 1, settled_at = clock_timestamp(), refusal = :refusal
            WHERE number = :number AND state = 'scheduled' AND version = :version
            """;

    static final String COUNT_DUE = """
            SELECT count(*)
            FROM schedules.scheduled
            WHERE state = 'scheduled' AND execute_at <= clock_timestamp() - make_interval(secs => :lateSeconds)
            """;

    private static final String EXECUTED_RIDER = "schedules.executed";

    static final String EXECUTE = """
            UPDATE schedules.scheduled s
            SET state = 'executed', version = s.version + 1, settled_at = r.at, transaction_id = r.transaction_id
            FROM unnest(?::int4[], ?::int8[], ?::int8[], ?::int8[], ?::timestamptz[])
                AS r (ordinal, number, version, transaction_id, at)
            WHERE s.number = r.number AND s.version = r.version AND s.state = 'scheduled'
            RETURNING r.ordinal
            """;

    /** Runs in the commit that books the transaction: it says so of what is still scheduled, or nothing is booked. */
    static final RiderStatement EXECUTED = new RiderStatement(
            EXECUTED_RIDER, EXECUTE, List.of("int8", "int8", "int8", "timestamptz"), Guard.CONDITIONAL);

    private final JdbcClient jdbc;

    ScheduleStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The database's clock, which is everybody's. */
    Instant now() {
        return jdbc.sql(NOW).query((row, index) -> time(row, 1)).single();
    }

    /** Empty when its caller made one under the same key. */
    Optional<Scheduled> insert(ScheduleKey key, Order order, Instant executeAt) {
        return jdbc.sql(INSERT)
                .param("book", key.book())
                .param("caller", key.caller())
                .param("key", key.text())
                .param("body", order.json())
                .param("executeAt", utc(executeAt))
                .query(ScheduleStore::read)
                .optional();
    }

    Optional<Scheduled> findMade(ScheduleKey key) {
        return jdbc.sql(FIND_MADE)
                .param("book", key.book())
                .param("caller", key.caller())
                .param("key", key.text())
                .query(ScheduleStore::read)
                .optional();
    }

    Optional<Scheduled> find(long number, int book) {
        return jdbc.sql(FIND)
                .param("number", number)
                .param("book", book)
                .query(ScheduleStore::read)
                .optional();
    }

    /** Newest first. @param status null: whatever it is; @param before numbers below this one */
    List<Scheduled> list(int book, @Nullable Status status, long before, Page page) {
        JdbcClient.StatementSpec statement =
                status == null ? jdbc.sql(LIST) : jdbc.sql(LIST_BY_STATE).param("state", status.text());
        return statement
                .param("book", book)
                .param("before", before)
                .param("limit", page.limitAndOne())
                .query(ScheduleStore::read)
                .list();
    }

    /**
     * Takes what is due by a time and nobody is at, oldest first, and keeps the others away from it for a while. One
     * that cannot be read stays scheduled, is told, and keeps none of the others.
     */
    List<Scheduled> leaseDue(Instant now, Duration lease, int most) {
        return jdbc
                .sql(LEASE_DUE)
                .param("now", utc(now))
                .param("leaseSeconds", lease.toMillis() / 1_000.0)
                .param("most", most)
                .query(ScheduleStore::readable)
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether it was still scheduled, and now is canceled. */
    boolean cancel(long number, int book) {
        return jdbc.sql(CANCEL).param("number", number).param("book", book).update() == 1;
    }

    /** Whether it was still as it was read, and now is refused. */
    boolean refuse(Scheduled read, Problem why) {
        return jdbc.sql(REFUSE)
                        .param("number", read.number())
                        .param("version", read.version())
                        .param("refusal", RefusalText.of(why))
                        .update()
                == 1;
    }

    /** How many should have been booked so long ago or longer. */
    long countDue(Duration late) {
        return jdbc.sql(COUNT_DUE)
                .param("lateSeconds", late.toMillis() / 1_000.0)
                .query(Long.class)
                .single();
    }

    /** What is written together with the money. */
    static Riders executed(Scheduled read) {
        return new Riders(
                "scheduled " + read.id(),
                read.version(),
                List.of(new Riders.Call(
                        EXECUTED_RIDER,
                        List.of(
                                read.number(),
                                read.version(),
                                new Riders.Evaluated.Id(),
                                new Riders.Evaluated.RecordedAt()))));
    }

    /** Empty when what was stored is no transaction, be it of another version of Bursar or by another hand. */
    private static Optional<Scheduled> readable(ResultSet row, int index) throws SQLException {
        try {
            return Optional.of(read(row, index));
        } catch (ProblemException | IllegalArgumentException unreadable) {
            LOG.error(
                    "a scheduled transaction cannot be read and waits number={} book={}",
                    row.getLong("number"),
                    row.getInt("book"),
                    unreadable);
            return Optional.empty();
        }
    }

    private static Scheduled read(ResultSet row, int index) throws SQLException {
        return new Scheduled(
                row.getLong("number"),
                row.getInt("book"),
                row.getInt("caller"),
                row.getString("key"),
                Order.ofJson(row.getString("body")),
                row.getTimestamp("execute_at").toInstant(),
                row.getTimestamp("created_at").toInstant(),
                state(row),
                row.getLong("version"));
    }

    private static State state(ResultSet row) throws SQLException {
        return switch (Status.of(row.getString("state"))) {
            case SCHEDULED -> new State.Scheduled();
            case EXECUTED -> new State.Executed(row.getLong("transaction_id"), settledAt(row));
            case REFUSED ->
                new State.Refused(RefusalText.parse(Objects.requireNonNull(row.getString("refusal"))), settledAt(row));
            case CANCELED -> new State.Canceled(settledAt(row));
        };
    }

    private static Instant settledAt(ResultSet row) throws SQLException {
        return row.getTimestamp("settled_at").toInstant();
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
