package io.bursar.disputes;

import io.bursar.disputes.decide.Dispute;
import io.bursar.disputes.decide.Submission;
import io.bursar.engine.RiderStatement;
import io.bursar.engine.RiderStatement.Guard;
import io.bursar.engine.Riders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The statements that write disputes, each over sets; they ride in the commit of the payment's change. */
final class DisputeRows {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MADE = "disputes.made";
    private static final String CHANGED = "disputes.changed";
    private static final String SUBMISSION = "disputes.submission";
    private static final String WARNING = "disputes.fraud_warning";

    static final String INSERT_DISPUTE = """
            WITH r AS (
                SELECT ordinal, id, book, state, intent, charge, gateway, provider_dispute, amount, currency, reason,
                    due_by, body, warn_at, created_at
                FROM unnest(?::int4[], ?::uuid[], ?::int4[], ?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::text[],
                        ?::int8[], ?::text[], ?::text[], ?::timestamptz[], ?::jsonb[], ?::timestamptz[],
                        ?::timestamptz[])
                    AS r (ordinal, id, book, state, intent, charge, gateway, provider_dispute, amount, currency,
                        reason, due_by, body, warn_at, created_at)),
            made AS (
                INSERT INTO disputes.dispute
                    (id, book, state, intent, charge, gateway, provider_dispute, amount, currency, reason, due_by,
                    body, warn_at, created_at)
                SELECT r.id, r.book, r.state, r.intent, r.charge, r.gateway, r.provider_dispute, r.amount, r.currency,
                    r.reason, r.due_by, r.body, r.warn_at, r.created_at
                FROM r
                ON CONFLICT ON CONSTRAINT dispute_one_at_gateway DO NOTHING
                RETURNING id)
            SELECT r.ordinal
            FROM r
            JOIN made m ON m.id = r.id
            """;

    static final String UPDATE_DISPUTE = """
            UPDATE disputes.dispute d
            SET version = d.version + 1, state = r.state, withdrawn = r.withdrawn, reinstated = r.reinstated,
                fee = r.fee, due_by = r.due_by, body = r.body, warn_at = r.warn_at
            FROM unnest(?::int4[], ?::uuid[], ?::int8[], ?::text[], ?::int8[], ?::int8[], ?::int8[],
                    ?::timestamptz[], ?::jsonb[], ?::timestamptz[])
                AS r (ordinal, id, version, state, withdrawn, reinstated, fee, due_by, body, warn_at)
            WHERE d.id = r.id AND d.version = r.version
            RETURNING r.ordinal
            """;

    static final String UPSERT_SUBMISSION = """
            INSERT INTO disputes.submission (id, dispute, book, kind, state, body, look_at, created_at)
            SELECT r.id, r.dispute, r.book, r.kind, r.state, r.body, r.look_at, r.created_at
            FROM unnest(?::int4[], ?::uuid[], ?::uuid[], ?::int4[], ?::text[], ?::text[], ?::jsonb[],
                    ?::timestamptz[], ?::timestamptz[])
                AS r (ordinal, id, dispute, book, kind, state, body, look_at, created_at)
            ON CONFLICT ON CONSTRAINT submission_pkey DO UPDATE
            SET state = excluded.state, body = excluded.body, look_at = excluded.look_at
            """;

    static final String INSERT_WARNING = """
            WITH r AS (
                SELECT ordinal, id, book, intent, charge, gateway, provider_warning, type, created_at
                FROM unnest(?::int4[], ?::uuid[], ?::int4[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[],
                        ?::timestamptz[])
                    AS r (ordinal, id, book, intent, charge, gateway, provider_warning, type, created_at)),
            made AS (
                INSERT INTO disputes.fraud_warning
                    (id, book, intent, charge, gateway, provider_warning, type, created_at)
                SELECT r.id, r.book, r.intent, r.charge, r.gateway, r.provider_warning, r.type, r.created_at
                FROM r
                ON CONFLICT ON CONSTRAINT fraud_warning_one_at_gateway DO NOTHING
                RETURNING id)
            SELECT r.ordinal
            FROM r
            JOIN made m ON m.id = r.id
            """;

    /** In the order in which they run. */
    static final List<RiderStatement> STATEMENTS = List.of(
            new RiderStatement(
                    MADE,
                    INSERT_DISPUTE,
                    columns("uuid int4 text uuid uuid text text int8 text text timestamptz jsonb timestamptz"
                            + " timestamptz"),
                    Guard.CONDITIONAL),
            new RiderStatement(
                    CHANGED,
                    UPDATE_DISPUTE,
                    columns("uuid int8 text int8 int8 int8 timestamptz jsonb timestamptz"),
                    Guard.CONDITIONAL),
            new RiderStatement(
                    SUBMISSION,
                    UPSERT_SUBMISSION,
                    columns("uuid uuid int4 text text jsonb timestamptz timestamptz"),
                    Guard.UNCONDITIONAL),
            new RiderStatement(
                    WARNING,
                    INSERT_WARNING,
                    columns("uuid int4 uuid uuid text text text timestamptz"),
                    Guard.CONDITIONAL));

    private DisputeRows() {}

    private static List<String> columns(String types) {
        return List.of(types.split(" "));
    }

    /** What no statement looks into, as JSON. What is stored stays readable: members are only added. */
    record SubmissionBody(
            int before,
            java.util.Map<String, String> evidence,
            @Nullable String why) {}

    static <T> T read(String json, Class<T> type) {
        return JSON.readValue(json, type);
    }

    private static String write(Object body) {
        return JSON.writeValueAsString(body);
    }

    /** @param warnAt when its deadline is near; null: it has none */
    static Riders.Call made(Dispute dispute, @Nullable Instant warnAt) {
        return call(
                MADE,
                dispute.id(),
                dispute.book(),
                dispute.state().text(),
                dispute.of().payment(),
                dispute.of().charge(),
                dispute.of().gateway(),
                dispute.of().provider(),
                dispute.amount().minor(),
                dispute.amount().currency().code(),
                dispute.reason(),
                dispute.dueBy(),
                write(dispute.answering()),
                warnAt,
                dispute.createdAt());
    }

    /** @param before as it was read; its version must still be the row's */
    static List<Riders.Call> changed(Dispute before, Dispute after, @Nullable Instant warnAt) {
        List<Riders.Call> calls = new ArrayList<>();
        calls.add(call(
                CHANGED,
                before.id(),
                before.version(),
                after.state().text(),
                after.moved().withdrawn(),
                after.moved().reinstated(),
                after.moved().fee(),
                after.dueBy(),
                write(after.answering()),
                warnAt));
        for (Submission each : after.submissions()) {
            if (!before.submissions().contains(each)) {
                calls.add(submission(after, each));
            }
        }
        return calls;
    }

    private static Riders.Call submission(Dispute dispute, Submission each) {
        return call(
                SUBMISSION,
                each.id(),
                dispute.id(),
                dispute.book(),
                each.kind().text(),
                each.state().text(),
                write(new SubmissionBody(each.before(), each.evidence(), each.why())),
                each.lookAt(),
                each.createdAt());
    }

    static Riders.Call warning(FraudWarning warning) {
        return call(
                WARNING,
                warning.id(),
                warning.book(),
                warning.payment(),
                warning.charge(),
                warning.gateway(),
                warning.provider(),
                warning.type(),
                warning.createdAt());
    }

    /** A warning of fraud, as its gateway told it. @param type as in Stripe's API */
    record FraudWarning(
            UUID id,
            int book,
            UUID payment,
            UUID charge,
            String gateway,
            String provider,
            String type,
            Instant createdAt) {}

    private static Riders.Call call(String statement, @Nullable Object... parameters) {
        return new Riders.Call(statement, new ArrayList<>(Arrays.asList(parameters)));
    }
}
