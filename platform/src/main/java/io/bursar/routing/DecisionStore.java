package io.bursar.routing;

import io.bursar.api.JsonOut;
import io.bursar.api.ObjectIds;
import io.bursar.api.ObjectPage;
import io.bursar.engine.RiderStatement;
import io.bursar.engine.Riders;
import io.bursar.gateways.Gateways.Health;
import io.bursar.money.PublicId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The only one that reads and writes {@code routing.decision}. */
@Component
final class DecisionStore {
    static final String PREFIX = "rdn";
    static final String OBJECT = "routing_decision";

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String RIDER = "routing.decision";

    static final String INSERT = """
            INSERT INTO routing.decision (id, intent, book, rule_set, gateway, body)
            SELECT r.id, r.intent, r.book, r.rule_set, r.gateway, r.body
            FROM unnest(?::int4[], ?::uuid[], ?::uuid[], ?::int4[], ?::uuid[], ?::text[], ?::jsonb[])
                AS r (ordinal, id, intent, book, rule_set, gateway, body)
            """;

    /** Runs in the commit that writes the try. */
    static final RiderStatement WRITTEN = new RiderStatement(
            RIDER,
            INSERT,
            List.of("uuid", "uuid", "int4", "uuid", "text", "jsonb"),
            RiderStatement.Guard.UNCONDITIONAL);

    private static final String SELECT = """
            SELECT id, intent, gateway, body
            FROM routing.decision
            """;

    static final String LIST = SELECT + """
            WHERE book = :book AND id > :above AND id < :below
            ORDER BY id DESC
            LIMIT :limit
            """;

    static final String LIST_BACKWARD = SELECT + """
            WHERE book = :book AND id > :above AND id < :below
            ORDER BY id
            LIMIT :limit
            """;

    static final String OF_PAYMENT = SELECT + """
            WHERE intent = :intent AND book = :book AND id > :above AND id < :below
            ORDER BY id DESC
            LIMIT :limit
            """;

    static final String OF_PAYMENT_BACKWARD = SELECT + """
            WHERE intent = :intent AND book = :book AND id > :above AND id < :below
            ORDER BY id
            LIMIT :limit
            """;

    private final JdbcClient jdbc;

    DecisionStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static Riders.Call row(Decision decision, Routing.Try tried) {
        Decision.By by = decision.by();
        return new Riders.Call(
                RIDER,
                Arrays.asList(
                        tried.attempt(),
                        tried.payment(),
                        tried.book(),
                        by == null ? null : by.ruleSet(),
                        tried.gateway(),
                        MAPPER.writeValueAsString(decision)));
    }

    List<Kept> list(int book, ObjectPage page) {
        return paged(page.isBackward() ? LIST_BACKWARD : LIST, book, page)
                .query(DecisionStore::read)
                .list();
    }

    List<Kept> ofPayment(int book, UUID payment, ObjectPage page) {
        return paged(page.isBackward() ? OF_PAYMENT_BACKWARD : OF_PAYMENT, book, page)
                .param("intent", payment)
                .query(DecisionStore::read)
                .list();
    }

    private JdbcClient.StatementSpec paged(String sql, int book, ObjectPage page) {
        return jdbc.sql(sql)
                .param("book", book)
                .param("above", page.above())
                .param("below", page.below())
                .param("limit", page.limitAndOne());
    }

    private static Kept read(ResultSet row, int index) throws SQLException {
        return new Kept(
                row.getObject("id", UUID.class),
                row.getObject("intent", UUID.class),
                Objects.requireNonNull(row.getString("gateway")),
                MAPPER.readValue(row.getString("body"), Decision.class));
    }

    /** A decision as it was. @param attempt whose it is; the decision's id is made of the same */
    record Kept(UUID attempt, UUID payment, String gateway, Decision decision) {
        void write(JsonOut out) {
            Decision.By by = decision.by();
            out.text("id", PublicId.of(PREFIX, attempt))
                    .text("object", OBJECT)
                    .texts("able", decision.able())
                    .list("candidates", decision.order(), Kept::candidate)
                    .text("charge", PublicId.of("ch", attempt))
                    .integer("created", ObjectIds.time(attempt).getEpochSecond())
                    .list(
                            "failures",
                            by == null ? List.of() : by.failures(),
                            (inner, failure) ->
                                    inner.integer("rule", failure.rule()).text("why", failure.why()))
                    .text("gateway", gateway)
                    .flag("livemode", false)
                    .text("payment_intent", PublicId.of("pi", payment))
                    .integer("rule", by == null || by.rule() < 0 ? null : (Long) (long) by.rule())
                    .text("rule_name", by == null || by.ruleName().isEmpty() ? null : by.ruleName())
                    .text("rule_set", by == null ? null : PublicId.of(RuleSet.PREFIX, by.ruleSet()))
                    .integer("version", by == null ? null : (Long) (long) by.version());
        }

        private static void candidate(JsonOut out, Decision.Option option) {
            Health health = option.health();
            out.integer("answered_per_mille", health.answeredPerMille())
                    .integer("calls", health.calls())
                    .text("gateway", option.gateway())
                    .integer("p95_ms", health.p95Millis())
                    .text("state", health.state().name().toLowerCase(Locale.ROOT));
        }
    }
}
