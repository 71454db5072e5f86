package io.bursar.outbox;

import io.bursar.api.ObjectPage;
import io.bursar.engine.RiderStatement;
import io.bursar.engine.RiderStatement.Guard;
import io.bursar.engine.Riders;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The only one that reads and writes {@code outbox.event}, with a rider that the ledger runs for it. */
@Component
final class EventStore {
    private static final String COLUMNS = """
            id, book, type, object_id, body, previous, api_version, request_id, idempotency_key
            """;

    static final String INSERT = "INSERT INTO outbox.event (" + COLUMNS + """
            )
            VALUES (:id, :book, :type, :object, :body, :previous, :apiVersion, :requestId, :idempotencyKey)
            """;

    static final String INSERT_ALL = "INSERT INTO outbox.event (" + COLUMNS + ") SELECT " + COLUMNS + """
            FROM unnest(?::int4[], ?::uuid[], ?::int4[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[])
                AS r (ordinal, id, book, type, object_id, body, previous, api_version, request_id, idempotency_key)
            ORDER BY r.ordinal
            """;

    static final String FIND = "SELECT " + COLUMNS + """
            FROM outbox.event
            WHERE book = :book AND id = :id
            """;

    static final String LIST = "SELECT " + COLUMNS + """
            FROM outbox.event
            WHERE book = :book AND id > :above AND id < :below
            ORDER BY id DESC
            LIMIT :limit
            """;

    static final String LIST_BACKWARD = "SELECT " + COLUMNS + """
            FROM outbox.event
            WHERE book = :book AND id > :above AND id < :below
            ORDER BY id
            LIMIT :limit
            """;

    static final String LIST_OF_TYPE = "SELECT " + COLUMNS + """
            FROM outbox.event
            WHERE book = :book AND type = :type AND id > :above AND id < :below
            ORDER BY id DESC
            LIMIT :limit
            """;

    static final String LIST_OF_TYPE_BACKWARD = "SELECT " + COLUMNS + """
            FROM outbox.event
            WHERE book = :book AND type = :type AND id > :above AND id < :below
            ORDER BY id
            LIMIT :limit
            """;

    private static final String RIDER = "outbox.event";

    /** Runs in the commit of what the events tell. */
    static final RiderStatement WRITTEN = new RiderStatement(
            RIDER,
            INSERT_ALL,
            List.of("uuid", "int4", "text", "text", "text", "text", "text", "text", "text"),
            Guard.UNCONDITIONAL);

    private final JdbcClient jdbc;

    EventStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(OutboxEvent event) {
        jdbc.sql(INSERT)
                .param("id", event.id())
                .param("book", event.book())
                .param("type", event.type())
                .param("object", event.object())
                .param("body", event.body())
                .param("previous", event.previous())
                .param("apiVersion", event.apiVersion())
                .param("requestId", event.cause().request())
                .param("idempotencyKey", event.cause().idempotencyKey())
                .update();
    }

    static Riders.Call row(OutboxEvent event) {
        return new Riders.Call(
                RIDER,
                Arrays.asList(
                        event.id(),
                        event.book(),
                        event.type(),
                        event.object(),
                        event.body(),
                        event.previous(),
                        event.apiVersion(),
                        event.cause().request(),
                        event.cause().idempotencyKey()));
    }

    Optional<OutboxEvent> find(int book, UUID id) {
        return jdbc.sql(FIND)
                .param("book", book)
                .param("id", id)
                .query(EventStore::read)
                .optional();
    }

    /** @param type null: of whatever type */
    List<OutboxEvent> list(int book, @Nullable String type, ObjectPage page) {
        JdbcClient.StatementSpec statement = type == null
                ? jdbc.sql(page.isBackward() ? LIST_BACKWARD : LIST)
                : jdbc.sql(page.isBackward() ? LIST_OF_TYPE_BACKWARD : LIST_OF_TYPE)
                        .param("type", type);
        return statement
                .param("book", book)
                .param("above", page.above())
                .param("below", page.below())
                .param("limit", page.limitAndOne())
                .query(EventStore::read)
                .list();
    }

    private static OutboxEvent read(ResultSet row, int index) throws SQLException {
        return new OutboxEvent(
                row.getObject("id", UUID.class),
                row.getInt("book"),
                row.getString("type"),
                row.getString("object_id"),
                row.getString("body"),
                row.getString("previous"),
                row.getString("api_version"),
                new OutboxEvent.Cause(row.getString("request_id"), row.getString("idempotency_key")));
    }
}
