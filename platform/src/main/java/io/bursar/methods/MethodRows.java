package io.bursar.methods;

import io.bursar.api.ObjectIds;
import io.bursar.engine.RiderStatement;
import io.bursar.engine.RiderStatement.Guard;
import io.bursar.engine.Riders;
import io.bursar.gateways.MethodDetails;
import io.bursar.gateways.MethodDetails.Card;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements that write methods over sets: in the commit of another feature's change. */
final class MethodRows {
    private static final String ADOPTED = "methods.adopted";
    private static final String ATTACHED = "methods.attached";

    /** A token that is a method already is a conflict: look for it, and decide again. */
    static final String ADOPT_ALL = """
            WITH r AS (
                SELECT ordinal, id, book, type, gateway, token, brand, last4, exp_month, exp_year, country, funding,
                    fingerprint, issuer_number, vpa
                FROM unnest(?::int4[], ?::uuid[], ?::int4[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                        ?::int4[], ?::int4[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                    AS r (ordinal, id, book, type, gateway, token, brand, last4, exp_month, exp_year, country,
                        funding, fingerprint, issuer_number, vpa)),
            adopted AS (
                INSERT INTO methods.method (id, book, type, gateway, token, brand, last4, exp_month, exp_year,
                    country, funding, fingerprint, issuer_number, vpa)
                SELECT id, book, type, gateway, token, brand, last4, exp_month, exp_year, country, funding,
                    fingerprint, issuer_number, vpa
                FROM r
                ON CONFLICT ON CONSTRAINT method_token_once DO NOTHING
                RETURNING id)
            SELECT r.ordinal
            FROM r
            JOIN adopted a ON a.id = r.id
            """;

    static final String ATTACH_ALL = """
            UPDATE methods.method m
            SET customer = r.customer, attaching = NULL, attaching_since = NULL
            FROM unnest(?::int4[], ?::int4[], ?::uuid[], ?::uuid[]) AS r (ordinal, book, id, customer)
            WHERE m.book = r.book AND m.id = r.id AND m.customer IS NULL AND NOT m.detached
            """;

    static final RiderStatement ADOPT = new RiderStatement(
            ADOPTED,
            ADOPT_ALL,
            List.of(
                    "uuid", "int4", "text", "text", "text", "text", "text", "int4", "int4", "text", "text", "text",
                    "text", "text"),
            Guard.CONDITIONAL);

    static final RiderStatement ATTACH =
            new RiderStatement(ATTACHED, ATTACH_ALL, List.of("int4", "uuid", "uuid"), Guard.UNCONDITIONAL);

    private MethodRows() {}

    static Riders.Call adopted(UUID id, String gateway, MethodDetails details) {
        Card card = details.card();
        return call(
                ADOPTED,
                id,
                ObjectIds.book(id),
                details.type().text(),
                gateway,
                details.token(),
                card == null ? null : card.brand(),
                card == null ? null : card.last4(),
                card == null ? null : card.expMonth(),
                card == null ? null : card.expYear(),
                card == null ? null : card.country(),
                card == null ? null : card.funding(),
                card == null ? null : card.fingerprint(),
                card == null ? null : card.issuerNumber(),
                details.vpa());
    }

    static Riders.Call attached(PaymentMethod method, UUID customer) {
        return call(ATTACHED, method.book(), method.uuid(), customer);
    }

    private static Riders.Call call(String statement, @Nullable Object... parameters) {
        return new Riders.Call(statement, Arrays.asList(parameters));
    }
}
