package io.bursar.payments.rest;

import io.bursar.api.Answer;
import io.bursar.api.Answers;
import io.bursar.api.Call;
import io.bursar.api.Caller.Right;
import io.bursar.api.Fields;
import io.bursar.api.JsonOut;
import io.bursar.api.ObjectIds;
import io.bursar.api.Page;
import io.bursar.api.Requires;
import io.bursar.money.PublicId;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.PublicNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** For people who watch over payments: what nobody knows yet, with its age, and what somebody should look at. */
@Controller
final class Watch {
    private static final String OPERATIONS = "/v1/payment_operations";
    private static final String INCIDENTS = "/v1/payment_incidents";
    private static final Set<String> STATES = Set.of("prepared", "sent", "unknown", "succeeded", "declined", "failed");
    private static final UUID LAST = new UUID(-1, -1);

    static final String LIST_OPERATIONS = """
            SELECT o.id, o.kind, o.state, o.amount, o.attempt, o.intent, o.created_at, o.body ->> 'message' AS why,
                a.gateway, a.currency, a.look_at,
                extract(epoch FROM clock_timestamp() - o.created_at)::int8 AS age
            FROM payments.operation o
            JOIN payments.attempt a ON a.id = o.attempt
            WHERE o.book = :book AND o.id < :below AND (CAST(:state AS text) IS NULL OR o.state = :state)
            ORDER BY o.id DESC
            LIMIT :limit
            """;

    static final String LIST_INCIDENTS = """
            SELECT id, kind, intent, details::text AS details, created_at
            FROM payments.incident
            WHERE book = :book AND id < :below
            ORDER BY id DESC
            LIMIT :limit
            """;

    private final JdbcClient jdbc;

    Watch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Query(Page page, UUID below, @Nullable String state) {
        static Query read(Fields fields, String prefix, int book) {
            Page page = Page.read(fields);
            String after = page.startingAfter();
            UUID below =
                    after == null ? LAST : ObjectIds.find(prefix, after, book).orElseThrow(Page::foreignCursor);
            return new Query(page, below, null);
        }

        static Query ofState(Fields fields, int book) {
            Query query = read(fields, PublicNames.OPERATION, book);
            String state = Choices.oneOf(fields, "state", STATES);
            return new Query(query.page, query.below, state.isEmpty() ? null : state);
        }
    }

    private record Listed(
            UUID id,
            String kind,
            String state,
            long amount,
            String currency,
            String gateway,
            UUID attempt,
            UUID intent,
            long created,
            long age,
            @Nullable String why,
            @Nullable Long lookAt) {
        static Listed read(ResultSet row, int index) throws SQLException {
            java.sql.Timestamp lookAt = row.getTimestamp("look_at");
            return new Listed(
                    row.getObject("id", UUID.class),
                    row.getString("kind"),
                    row.getString("state"),
                    row.getLong("amount"),
                    row.getString("currency"),
                    row.getString("gateway"),
                    row.getObject("attempt", UUID.class),
                    row.getObject("intent", UUID.class),
                    row.getTimestamp("created_at").toInstant().getEpochSecond(),
                    row.getLong("age"),
                    row.getString("why"),
                    lookAt == null ? null : (Long) lookAt.toInstant().getEpochSecond());
        }

        void write(JsonOut out) {
            out.text("id", PublicNames.operation(id))
                    .text("object", "payment_operation")
                    .text("kind", kind)
                    .text("state", state)
                    .integer("amount", amount)
                    .text("currency", currency)
                    .text("gateway", gateway)
                    .text("charge", PublicNames.charge(attempt))
                    .text("payment_intent", PublicId.of(Payment.PREFIX, intent))
                    .integer("created", created)
                    .integer("age_seconds", age)
                    .text("why", why)
                    .integer("asked_next", lookAt);
        }
    }

    /** Newest first. */
    @GetMapping(OPERATIONS)
    @Requires(Right.PAYMENTS_READ)
    @Answers(value = "payment_operation", shape = Answers.Shape.LIST)
    Answer operations(Call call) {
        int book = call.caller().book();
        Query query = call.readQuery(fields -> Query.ofState(fields, book));
        List<Listed> found = jdbc.sql(LIST_OPERATIONS)
                .param("book", book)
                .param("below", query.below)
                .param("state", query.state)
                .param("limit", query.page.limitAndOne())
                .query(Listed::read)
                .list();
        return query.page.answer(OPERATIONS, found, (out, each) -> each.write(out));
    }

    private record Incident(UUID id, String kind, @Nullable UUID intent, String details, long created) {
        static Incident read(ResultSet row, int index) throws SQLException {
            return new Incident(
                    row.getObject("id", UUID.class),
                    row.getString("kind"),
                    row.getObject("intent", UUID.class),
                    row.getString("details"),
                    row.getTimestamp("created_at").toInstant().getEpochSecond());
        }

        void write(JsonOut out) {
            out.text("id", PublicId.of(PublicNames.INCIDENT, id))
                    .text("object", "payment_incident")
                    .text("kind", kind)
                    .text("payment_intent", intent == null ? null : PublicId.of(Payment.PREFIX, intent))
                    .rendered("details", details)
                    .integer("created", created);
        }
    }

    /** Newest first. */
    @GetMapping(INCIDENTS)
    @Requires(Right.PAYMENTS_READ)
    @Answers(value = "payment_incident", shape = Answers.Shape.LIST)
    Answer incidents(Call call) {
        int book = call.caller().book();
        Query query = call.readQuery(fields -> Query.read(fields, PublicNames.INCIDENT, book));
        List<Incident> found = jdbc.sql(LIST_INCIDENTS)
                .param("book", book)
                .param("below", query.below)
                .param("limit", query.page.limitAndOne())
                .query(Incident::read)
                .list();
        return query.page.answer(INCIDENTS, found, (out, each) -> each.write(out));
    }
}
