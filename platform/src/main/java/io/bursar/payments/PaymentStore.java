package io.bursar.payments;

import io.bursar.database.DatabaseClock;
import io.bursar.money.Currency;
import io.bursar.money.Money;
import io.bursar.payments.decide.Attempt;
import io.bursar.payments.decide.AttemptState;
import io.bursar.payments.decide.IntentTerms;
import io.bursar.payments.decide.Operation;
import io.bursar.payments.decide.Operation.Kind;
import io.bursar.payments.decide.Payment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads payments; {@link PaymentRows} writes them. */
@Component
public final class PaymentStore {
    private static final String INTENT_COLUMNS = """
            i.id, i.book, i.version, i.amount, i.currency, i.terms, i.client_secret, i.created_at, i.ending
            """;

    private static final String ATTEMPT_COLUMNS = """
            a.id AS a_id, a.intent AS a_intent, a.ordinal, a.state AS a_state, a.gateway, a.provider_payment,
            a.provider_charge, a.currency AS a_currency, a.authorised, a.captured, a.released, a.refunded, a.hold_id,
            a.body AS a_body, a.look_at, a.created_at AS a_created_at
            """;

    private static final String OPERATION_COLUMNS = """
            o.id AS o_id, o.attempt AS o_attempt, o.kind, o.state AS o_state, o.amount AS o_amount, o.provider_ref,
            o.ledger_id, o.body AS o_body, o.created_at AS o_created_at
            """;

    /** A row an operation, or an attempt, or an intent, that has none below it. */
    private static final String WHOLE =
            "SELECT " + INTENT_COLUMNS + ", " + ATTEMPT_COLUMNS + ", " + OPERATION_COLUMNS + """
            FROM payments.intent i
            LEFT JOIN payments.attempt a ON a.intent = i.id
            LEFT JOIN payments.operation o ON o.intent = i.id AND o.attempt = a.id
            """;

    public static final String FIND = WHOLE + """
            WHERE i.id = :id AND i.book = :book
            ORDER BY a.ordinal, o.created_at, o.id
            """;

    public static final String FIND_ALL = WHOLE + """
            WHERE i.id = ANY (:ids)
            ORDER BY i.id, a.ordinal, o.created_at, o.id
            """;

    public static final String ATTEMPTS = "SELECT " + ATTEMPT_COLUMNS + """
            FROM payments.attempt a
            WHERE a.intent = ANY (:intents)
            ORDER BY a.intent, a.ordinal
            """;

    public static final String OPERATIONS = "SELECT " + OPERATION_COLUMNS + """
            FROM payments.operation o
            WHERE o.intent = ANY (:intents)
            ORDER BY o.created_at, o.id
            """;

    public static final String FIND_BY_PROVIDER = WHOLE + """
            WHERE i.id = (
                SELECT intent
                FROM payments.attempt
                WHERE gateway = :gateway AND provider_payment = :payment)
            ORDER BY a.ordinal, o.created_at, o.id
            """;

    public static final String BY_PROVIDER = """
            SELECT intent
            FROM payments.attempt
            WHERE gateway = :gateway AND provider_payment = :payment
            """;

    public static final String BY_CHARGE = """
            SELECT intent
            FROM payments.attempt
            WHERE gateway = :gateway AND provider_charge = :charge
            """;

    public static final String BY_ATTEMPT = """
            SELECT intent
            FROM payments.attempt
            WHERE id = :attempt
            """;

    public static final String BY_OPERATION = """
            SELECT intent
            FROM payments.operation
            WHERE id = :operation
            """;

    public static final String LEASE_LOOKS = """
            UPDATE payments.attempt a
            SET look_at = CAST(:now AS timestamptz) + make_interval(secs => :leaseSeconds)
            FROM (
                SELECT id
                FROM payments.attempt
                WHERE look_at <= :now
                ORDER BY look_at
                LIMIT :most
                FOR UPDATE SKIP LOCKED) due
            WHERE a.id = due.id
            RETURNING a.intent, a.id
            """;

    public static final String LOOK_AT = """
            UPDATE payments.attempt
            SET look_at = CAST(:at AS timestamptz)
            WHERE id = :attempt
            """;

    public static final String COUNT_LATE_DEBITS = """
            SELECT count(*)
            FROM payments.operation
            WHERE state IN ('prepared', 'unknown') AND state = 'prepared' AND kind = 'authorise'
                AND CAST(body #>> '{notes,notBefore}' AS timestamptz)
                    <= clock_timestamp() - make_interval(secs => :olderSeconds)
            """;

    public static final String COUNT_UNKNOWN = """
            SELECT count(*)
            FROM payments.operation
            WHERE state IN ('prepared', 'unknown') AND body #>> '{notes,notBefore}' IS NULL
                AND created_at <= clock_timestamp() - make_interval(secs => :olderSeconds)
            """;

    private final JdbcClient jdbc;
    private final DatabaseClock clock;

    PaymentStore(JdbcClient jdbc, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The database's clock, which is everybody's; to the microsecond. */
    public Instant now() {
        return clock.now();
    }

    public Optional<Payment> find(UUID id, int book) {
        return jdbc.sql(FIND).param("id", id).param("book", book).query(PaymentStore::whole).stream()
                .findFirst();
    }

    /** Those that exist, in no order, of any book. */
    public List<Payment> findAll(List<UUID> ids) {
        return ids.isEmpty()
                ? List.of()
                : jdbc.sql(FIND_ALL).param("ids", ids.toArray(UUID[]::new)).query(PaymentStore::whole);
    }

    private static List<Payment> whole(ResultSet row) throws SQLException {
        List<Payment> found = new ArrayList<>();
        Payment payment = null;
        Attempt attempt = null;
        while (row.next()) {
            if (payment == null || !payment.id().equals(row.getObject("id", UUID.class))) {
                add(found, payment, attempt);
                payment = intent(row, 0);
                attempt = null;
            }
            UUID id = row.getObject("a_id", UUID.class);
            if (id != null && (attempt == null || !attempt.id().equals(id))) {
                payment = attempt == null ? payment : payment.with(attempt);
                attempt = attempt(row, 0).owned;
            }
            if (attempt != null && row.getObject("o_id") != null) {
                attempt = attempt.with(operation(row, 0).owned);
            }
        }
        add(found, payment, attempt);
        return found;
    }

    private static void add(List<Payment> found, @Nullable Payment payment, @Nullable Attempt last) {
        if (payment != null) {
            found.add(last == null ? payment : payment.with(last));
        }
    }

    /** The payment that a gateway knows by this id, of any book. */
    public Optional<Payment> findByProvider(String gateway, String payment) {
        return jdbc
                .sql(FIND_BY_PROVIDER)
                .param("gateway", gateway)
                .param("payment", payment)
                .query(PaymentStore::whole)
                .stream()
                .findFirst();
    }

    public Optional<UUID> byProvider(String gateway, String payment) {
        return jdbc.sql(BY_PROVIDER)
                .param("gateway", gateway)
                .param("payment", payment)
                .query(UUID.class)
                .optional();
    }

    public Optional<UUID> byCharge(String gateway, String charge) {
        return jdbc.sql(BY_CHARGE)
                .param("gateway", gateway)
                .param("charge", charge)
                .query(UUID.class)
                .optional();
    }

    public Optional<UUID> byAttempt(UUID attempt) {
        return jdbc.sql(BY_ATTEMPT).param("attempt", attempt).query(UUID.class).optional();
    }

    public Optional<UUID> byOperation(UUID operation) {
        return jdbc.sql(BY_OPERATION)
                .param("operation", operation)
                .query(UUID.class)
                .optional();
    }

    /** An attempt that somebody should ask its gateway about. */
    public record ToLookAt(UUID intent, UUID attempt) {}

    /** Takes what is due, soonest first, and keeps the others away from it for a while. */
    public List<ToLookAt> leaseLooks(Instant now, Duration lease, int most) {
        return jdbc.sql(LEASE_LOOKS)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("leaseSeconds", lease.toMillis() / 1_000.0)
                .param("most", most)
                .query((row, index) -> new ToLookAt(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
    }

    /** @param at null: never */
    public void lookAt(UUID attempt, @Nullable Instant at) {
        jdbc.sql(LOOK_AT)
                .param("attempt", attempt)
                .param("at", at == null ? null : at.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Debits that were announced, should have been made so long ago and have not been begun. */
    public long countLateDebits(Duration older) {
        return jdbc.sql(COUNT_LATE_DEBITS)
                .param("olderSeconds", older.toMillis() / 1_000.0)
                .query(Long.class)
                .single();
    }

    /** Operations of which nobody knows what became, and have not for so long. */
    public long countUnknown(Duration older) {
        return jdbc.sql(COUNT_UNKNOWN)
                .param("olderSeconds", older.toMillis() / 1_000.0)
                .query(Long.class)
                .single();
    }

    public List<Payment> withAttempts(List<Payment> bare) {
        if (bare.isEmpty()) {
            return bare;
        }
        UUID[] ids = bare.stream().map(Payment::id).toArray(UUID[]::new);
        List<Owned<Attempt>> attempts = jdbc.sql(ATTEMPTS)
                .param("intents", ids)
                .query(PaymentStore::attempt)
                .list();
        if (attempts.isEmpty()) {
            return bare;
        }
        Map<UUID, List<Operation>> operations =
                jdbc.sql(OPERATIONS).param("intents", ids).query(PaymentStore::operation).list().stream()
                        .collect(Collectors.groupingBy(
                                Owned::owner, Collectors.mapping(Owned::owned, Collectors.toList())));
        List<Payment> whole = new ArrayList<>(bare.size());
        for (Payment payment : bare) {
            Payment each = payment;
            for (Owned<Attempt> attempt : attempts) {
                if (attempt.owner.equals(payment.id())) {
                    each = each.with(operated(attempt.owned, operations));
                }
            }
            whole.add(each);
        }
        return whole;
    }

    private static Attempt operated(Attempt bare, Map<UUID, List<Operation>> operations) {
        Attempt attempt = bare;
        for (Operation operation : operations.getOrDefault(bare.id(), List.of())) {
            attempt = attempt.with(operation);
        }
        return attempt;
    }

    private record Owned<T>(UUID owner, T owned) {}

    public static Payment intent(ResultSet row, int index) throws SQLException {
        String ending = row.getString("ending");
        return new Payment(
                row.getObject("id", UUID.class),
                row.getInt("book"),
                row.getLong("version"),
                new Money(row.getLong("amount"), Currency.of(row.getString("currency"))),
                Bodies.read(row.getString("terms"), IntentTerms.class),
                row.getString("client_secret"),
                ending == null ? null : Bodies.read(ending, Payment.Ending.class),
                row.getTimestamp("created_at").toInstant(),
                List.of());
    }

    private static Owned<Attempt> attempt(ResultSet row, int index) throws SQLException {
        Bodies.AttemptBody body = Bodies.read(row.getString("a_body"), Bodies.AttemptBody.class);
        Attempt attempt = new Attempt(
                row.getObject("a_id", UUID.class),
                row.getInt("ordinal"),
                row.getString("gateway"),
                AttemptState.of(row.getString("a_state")),
                row.getString("provider_payment"),
                row.getString("provider_charge"),
                Currency.of(row.getString("a_currency")),
                new Attempt.Tally(
                        row.getLong("authorised"),
                        row.getLong("captured"),
                        row.getLong("released"),
                        row.getLong("refunded")),
                row.getLong("hold_id"),
                body.parts(),
                Bodies.details(body),
                instant(row.getTimestamp("look_at")),
                row.getTimestamp("a_created_at").toInstant(),
                List.of());
        return new Owned<>(row.getObject("a_intent", UUID.class), attempt);
    }

    private static Owned<Operation> operation(ResultSet row, int index) throws SQLException {
        Bodies.OperationBody body = Bodies.read(row.getString("o_body"), Bodies.OperationBody.class);
        Operation operation = new Operation(
                row.getObject("o_id", UUID.class),
                Kind.of(Objects.requireNonNull(row.getString("kind"))),
                row.getLong("o_amount"),
                Bodies.state(Objects.requireNonNull(row.getString("o_state")), body),
                row.getString("provider_ref"),
                row.getLong("ledger_id"),
                body.notes(),
                row.getTimestamp("o_created_at").toInstant());
        return new Owned<>(row.getObject("o_attempt", UUID.class), operation);
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
