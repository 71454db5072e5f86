package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.RiderStatement;
import io.bursar.engine.Riders;
import java.util.List;

/** Rows that riders write: payments with a version, and an event for every change. */
final class BusinessTable {
    static final String SCHEMA = """
            CREATE TABLE payment (
                subject  text PRIMARY KEY,
                version  int8 NOT NULL,
                command  int8
            );
            CREATE TABLE payment_event (
                subject      text NOT NULL,
                version      int8 NOT NULL,
                command      int8 NOT NULL,
                recorded_at  timestamptz NOT NULL,
                balance      int8,
                PRIMARY KEY (subject, version)
            );
            INSERT INTO payment SELECT 'payment ' || n, 1 FROM generate_series(0, %d) n;
            """.formatted(World.SUBJECTS - 1);

    static final List<RiderStatement> STATEMENTS = List.of(
            new RiderStatement("payment", """
                    UPDATE payment p SET version = p.version + 1, command = r.command
                    FROM unnest(?::int4[], ?::text[], ?::int8[], ?::int8[]) AS r (ordinal, subject, version, command)
                    WHERE p.subject = r.subject AND p.version = r.version
                    RETURNING r.ordinal
                    """, List.of("text", "int8", "int8"), RiderStatement.Guard.CONDITIONAL),
            new RiderStatement(
                    "payment_event",
                    """
                    INSERT INTO payment_event (subject, version, command, recorded_at, balance)
                    SELECT r.subject, r.version, r.command, r.recorded_at, r.balance
                    FROM unnest(?::int4[], ?::text[], ?::int8[], ?::int8[], ?::timestamptz[], ?::int8[])
                        AS r (ordinal, subject, version, command, recorded_at, balance)
                    """,
                    List.of("text", "int8", "int8", "timestamptz", "int8"),
                    RiderStatement.Guard.UNCONDITIONAL));

    private BusinessTable() {}

    /** Riders that the database cannot take. */
    static Riders poison(int number) {
        Riders.Evaluated id = new Riders.Evaluated.Id();
        return new Riders(
                "poison " + number, 1, List.of(new Riders.Call("payment", List.of("a NUL \u0000 in it", 1L, id))));
    }

    static Riders riders(String subject, long version, AccountRef account) {
        Riders.Evaluated id = new Riders.Evaluated.Id();
        return new Riders(
                subject,
                version,
                List.of(
                        new Riders.Call("payment", List.of(subject, version, id)),
                        new Riders.Call(
                                "payment_event",
                                List.of(
                                        subject,
                                        version,
                                        id,
                                        new Riders.Evaluated.RecordedAt(),
                                        new Riders.Evaluated.BalanceAfter(account)))));
    }
}
