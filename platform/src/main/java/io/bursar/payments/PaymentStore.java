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
    private static final String INTENT = """
            SELECT id, book, version, amount, currency, terms, client_secret, created_at, ending
            FROM payments.intent
            """;

    public static final String FIND = INTENT + """
            WHERE id = :id AND book = :book
            """;

    public static final String FIND_ALL = INTENT + """
            WHERE id = ANY (:ids)
            """;

    public static final String ATTEMPTS = """
            SELECT id, intent, ordinal, state, gateway, provider_payment, provider_charge, currency, authorised,
                captured, released, refunded, hold_id, body, look_at, created_at
            FROM payments.attempt
            WHERE intent = ANY (:intents)
            ORDER BY intent, ordinal
            """;

    public static final String OPERATIONS = """
            SELECT id, attempt, kind, state, amount, provider_ref, ledger_id, body, created_at
            FROM payments.operation
            WHERE intent = ANY (:intents)
            ORDER BY created_at, id
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
        return withAttempts(jdbc.sql(FIND)
                        .param("id", id)
                        .param("book", book)
                        .query(PaymentStore::intent)
                        .list())
                .stream()
                .findFirst();
    }

    /** Those that exist, in no order, of any book. */
    public List<Payment> findAll(List<UUID> ids) {
        return ids.isEmpty()
                ? List.of()
                : withAttempts(jdbc.sql(FIND_ALL)
                        .param("ids", ids.toArray(UUID[]::new))
                        .query(PaymentStore::intent)
                        .list());
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
        Bodies.AttemptBody body = Bodies.read(row.getString("body"), Bodies.AttemptBody.class);
        Attempt attempt = new Attempt(
                row.getObject("id", UUID.class),
                row.getInt("ordinal"),
                row.getString("gateway"),
                AttemptState.of(row.getString("state")),
                row.getString("provider_payment"),
                row.getString("provider_charge"),
                Currency.of(row.getString("currency")),
                new Attempt.Tally(
                        row.getLong("authorised"),
                        row.getLong("captured"),
                        row.getLong("released"),
                        row.getLong("refunded")),
                row.getLong("hold_id"),
                body.parts(),
                Bodies.details(body),
                instant(row.getTimestamp("look_at")),
                row.getTimestamp("created_at").toInstant(),
                List.of());
        return new Owned<>(row.getObject("intent", UUID.class), attempt);
    }

    private static Owned<Operation> operation(ResultSet row, int index) throws SQLException {
        Bodies.OperationBody body = Bodies.read(row.getString("body"), Bodies.OperationBody.class);
        Operation operation = new Operation(
                row.getObject("id", UUID.class),
                Kind.of(Objects.requireNonNull(row.getString("kind"))),
                row.getLong("amount"),
                Bodies.state(Objects.requireNonNull(row.getString("state")), body),
                row.getString("provider_ref"),
                row.getLong("ledger_id"),
                body.notes(),
                row.getTimestamp("created_at").toInstant());
        return new Owned<>(row.getObject("attempt", UUID.class), operation);
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
