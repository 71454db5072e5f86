package io.bursar.payments;

import io.bursar.engine.RiderStatement;
import io.bursar.engine.RiderStatement.Guard;
import io.bursar.engine.Riders;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.BalanceRow;
import io.bursar.payments.decide.Operation;
import io.bursar.payments.decide.Payment;
import io.bursar.payments.decide.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements that write payments, each over sets: with money they ride in the ledger's commit, without money they
 * are a change of their own.
 */
final class PaymentRows {
    private static final String INTENT_MADE = "payments.intent_made";
    private static final String INTENT_CHANGED = "payments.intent_changed";
    private static final String ATTEMPT = "payments.attempt";
    private static final String OPERATION = "payments.operation";
    private static final String BALANCE = "payments.balance_transaction";
    private static final String INCIDENT = "payments.incident";

    static final String INSERT_INTENT = """
            INSERT INTO payments.intent
                (id, book, state, amount, currency, terms, customer, client_secret, created_at, ending)
            SELECT r.id, r.book, r.state, r.amount, r.currency, r.terms, r.customer, r.client_secret, r.created_at,
                r.ending
            FROM unnest(?::int4[], ?::uuid[], ?::int4[], ?::text[], ?::int8[], ?::text[], ?::jsonb[], ?::text[],
                    ?::text[], ?::timestamptz[], ?::jsonb[])
                AS r (ordinal, id, book, state, amount, currency, terms, customer, client_secret, created_at, ending)
            """;

    static final String UPDATE_INTENT = """
            UPDATE payments.intent i
            SET state = r.state, version = i.version + 1, amount = r.amount, currency = r.currency,
                terms = COALESCE(r.terms, i.terms), customer = COALESCE(r.customer, i.customer), ending = r.ending
            FROM unnest(?::int4[], ?::uuid[], ?::int8[], ?::text[], ?::int8[], ?::text[], ?::jsonb[], ?::text[],
                    ?::jsonb[])
                AS r (ordinal, id, version, state, amount, currency, terms, customer, ending)
            WHERE i.id = r.id AND i.version = r.version
            RETURNING r.ordinal
            """;

    static final String UPSERT_ATTEMPT = """
            INSERT INTO payments.attempt AS a
                (id, intent, book, ordinal, state, gateway, provider_payment, provider_charge, currency, authorised,
                captured, released, refunded, hold_id, body, look_at, created_at)
            SELECT r.id, r.intent, r.book, r.nth, r.state, r.gateway, r.provider_payment, r.provider_charge,
                r.currency, r.authorised, r.captured, r.released, r.refunded, r.hold_id, r.body, r.look_at,
                r.created_at
            FROM unnest(?::int4[], ?::uuid[], ?::uuid[], ?::int4[], ?::int4[], ?::text[], ?::text[], ?::text[],
                    ?::text[], ?::text[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::jsonb[],
                    ?::timestamptz[], ?::timestamptz[])
                AS r (ordinal, id, intent, book, nth, state, gateway, provider_payment, provider_charge, currency,
                    authorised, captured, released, refunded, hold_id, body, look_at, created_at)
            ON CONFLICT ON CONSTRAINT attempt_pkey DO UPDATE
            SET state = excluded.state, provider_payment = excluded.provider_payment,
                provider_charge = excluded.provider_charge, currency = excluded.currency,
                authorised = excluded.authorised, captured = excluded.captured, released = excluded.released,
                refunded = excluded.refunded, hold_id = excluded.hold_id, body = excluded.body,
                look_at = excluded.look_at
            """;

    static final String UPSERT_OPERATION = """
            INSERT INTO payments.operation
                (id, attempt, intent, book, kind, state, amount, provider_ref, ledger_id, body, created_at)
            SELECT r.id, r.attempt, r.intent, r.book, r.kind, r.state, r.amount, r.provider_ref, r.ledger_id, r.body,
                r.created_at
            FROM unnest(?::int4[], ?::uuid[], ?::uuid[], ?::uuid[], ?::int4[], ?::text[], ?::text[], ?::int8[],
                    ?::text[], ?::int8[], ?::jsonb[], ?::timestamptz[])
                AS r (ordinal, id, attempt, intent, book, kind, state, amount, provider_ref, ledger_id, body,
                    created_at)
            ON CONFLICT ON CONSTRAINT operation_pkey DO UPDATE
            SET state = excluded.state, provider_ref = excluded.provider_ref, ledger_id = excluded.ledger_id,
                body = excluded.body
            """;

    static final String INSERT_BALANCE = """
            INSERT INTO payments.balance_transaction
                (id, book, kind, amount, fee, currency, source, intent, ledger_id, created_at)
            SELECT r.id, r.book, r.kind, r.amount, r.fee, r.currency, r.source, r.intent, r.ledger_id, r.created_at
            FROM unnest(?::int4[], ?::uuid[], ?::int4[], ?::text[], ?::int8[], ?::int8[], ?::text[], ?::text[],
                    ?::uuid[], ?::int8[], ?::timestamptz[])
                AS r (ordinal, id, book, kind, amount, fee, currency, source, intent, ledger_id, created_at)
            """;

    static final String INSERT_INCIDENT = """
            INSERT INTO payments.incident (id, book, kind, intent, details, created_at)
            SELECT r.id, r.book, r.kind, r.intent, r.details, r.created_at
            FROM unnest(?::int4[], ?::uuid[], ?::int4[], ?::text[], ?::uuid[], ?::jsonb[], ?::timestamptz[])
                AS r (ordinal, id, book, kind, intent, details, created_at)
            """;

    /** In the order in which they run. */
    static final List<RiderStatement> STATEMENTS = List.of(
            new RiderStatement(
                    INTENT_MADE,
                    INSERT_INTENT,
                    columns("uuid int4 text int8 text jsonb text text timestamptz jsonb"),
                    Guard.UNCONDITIONAL),
            new RiderStatement(
                    INTENT_CHANGED,
                    UPDATE_INTENT,
                    columns("uuid int8 text int8 text jsonb text jsonb"),
                    Guard.CONDITIONAL),
            new RiderStatement(
                    ATTEMPT,
                    UPSERT_ATTEMPT,
                    columns("uuid uuid int4 int4 text text text text text int8 int8 int8 int8 int8 jsonb timestamptz"
                            + " timestamptz"),
                    Guard.UNCONDITIONAL),
            new RiderStatement(
                    OPERATION,
                    UPSERT_OPERATION,
                    columns("uuid uuid uuid int4 text text int8 text int8 jsonb timestamptz"),
                    Guard.UNCONDITIONAL),
            new RiderStatement(
                    BALANCE,
                    INSERT_BALANCE,
                    columns("uuid int4 text int8 int8 text text uuid int8 timestamptz"),
                    Guard.UNCONDITIONAL),
            new RiderStatement(
                    INCIDENT, INSERT_INCIDENT, columns("uuid int4 text uuid jsonb timestamptz"), Guard.UNCONDITIONAL));

    private PaymentRows() {}

    private static List<String> columns(String types) {
        return List.of(types.split(" "));
    }

    static Riders.Call made(Payment payment) {
        return call(
                INTENT_MADE,
                payment.id(),
                payment.book(),
                payment.state().text(),
                payment.amount().minor(),
                payment.amount().currency().code(),
                Bodies.write(payment.terms()),
                payment.terms().customer(),
                payment.clientSecret(),
                payment.createdAt(),
                ending(payment));
    }

    /** @param before as it was read; its version must still be the row's */
    static Riders.Call changed(Payment before, Payment after) {
        boolean isSame = after.terms().equals(before.terms());
        return call(
                INTENT_CHANGED,
                before.id(),
                before.version(),
                after.state().text(),
                after.amount().minor(),
                after.amount().currency().code(),
                isSame ? null : Bodies.write(after.terms()),
                isSame ? null : after.terms().customer(),
                ending(after));
    }

    private static @Nullable String ending(Payment payment) {
        return payment.ending() == null ? null : Bodies.write(payment.ending());
    }

    /** @param hold the ledger's, or what its evaluation will know */
    static Riders.Call attempt(Payment payment, Attempt attempt, @Nullable Object hold) {
        Attempt.Tally tally = attempt.tally();
        return call(
                ATTEMPT,
                attempt.id(),
                payment.id(),
                payment.book(),
                attempt.ordinal(),
                attempt.state().text(),
                attempt.gateway(),
                attempt.payment(),
                attempt.charge(),
                attempt.currency().code(),
                tally.authorised(),
                tally.captured(),
                tally.released(),
                tally.refunded(),
                hold,
                Bodies.of(attempt),
                attempt.lookAt(),
                attempt.createdAt());
    }

    /** @param ledger its id there, or what evaluation will know; null: none */
    static Riders.Call operation(Payment payment, Attempt attempt, Operation operation, @Nullable Object ledger) {
        return call(
                OPERATION,
                operation.id(),
                attempt.id(),
                payment.id(),
                payment.book(),
                operation.kind().text(),
                operation.state().text(),
                operation.amount(),
                operation.providerRef(),
                ledger,
                Bodies.of(operation),
                operation.createdAt());
    }

    static Riders.Call balance(Payment payment, BalanceRow row) {
        return call(
                BALANCE,
                row.id(),
                payment.book(),
                row.kind(),
                row.amount(),
                row.fee(),
                payment.amount().currency().code(),
                row.source(),
                payment.id(),
                new Riders.Evaluated.Id(),
                row.createdAt());
    }

    static Riders.Call incident(Payment payment, java.util.UUID id, Step.Incident incident, java.time.Instant now) {
        return call(INCIDENT, id, payment.book(), incident.kind(), payment.id(), Bodies.write(incident.details()), now);
    }

    private static Riders.Call call(String statement, @Nullable Object... parameters) {
        return new Riders.Call(statement, new ArrayList<>(Arrays.asList(parameters)));
    }
}
