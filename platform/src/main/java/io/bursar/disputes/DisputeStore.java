package io.bursar.disputes;

import io.bursar.disputes.decide.Dispute;
import io.bursar.disputes.decide.DisputeState;
import io.bursar.disputes.decide.Submission;
import io.bursar.money.Currency;
import io.bursar.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads disputes; {@link DisputeRows} writes them. */
@Component
public final class DisputeStore {
    private static final String DISPUTE = """
            SELECT id, book, version, state, intent, charge, gateway, provider_dispute, amount, currency, reason,
                withdrawn, reinstated, fee, due_by, body, created_at
            FROM disputes.dispute
            """;

    static final String FIND_ALL = DISPUTE + """
            WHERE id = ANY (:ids)
            """;

    static final String FIND = DISPUTE + """
            WHERE id = :id AND book = :book
            """;

    static final String BY_PROVIDER = DISPUTE + """
            WHERE gateway = :gateway AND provider_dispute = :provider
            """;

    static final String SUBMISSIONS = """
            SELECT id, dispute, kind, state, body, look_at, created_at
            FROM disputes.submission
            WHERE dispute = ANY (:disputes)
            ORDER BY created_at, id
            """;

    static final String LEASE_LOOKS = """
            UPDATE disputes.submission s
            SET look_at = CAST(:now AS timestamptz) + make_interval(secs => :leaseSeconds)
            FROM (
                SELECT id
                FROM disputes.submission
                WHERE look_at <= :now
                ORDER BY look_at
                LIMIT :most
                FOR UPDATE SKIP LOCKED) due
            WHERE s.id = due.id
            RETURNING s.dispute
            """;

    static final String TO_WARN = """
            SELECT id
            FROM disputes.dispute
            WHERE warn_at <= :now
            ORDER BY warn_at
            LIMIT :most
            """;

    static final String COUNT_DUE = """
            SELECT count(*)
            FROM disputes.dispute
            WHERE state IN ('needs_response', 'warning_needs_response')
                AND due_by BETWEEN clock_timestamp() AND clock_timestamp() + make_interval(secs => :withinSeconds)
            """;

    static final String COUNT_UNKNOWN = """
            SELECT count(*)
            FROM disputes.submission
            WHERE state IN ('prepared', 'unknown')
                AND created_at <= clock_timestamp() - make_interval(secs => :olderSeconds)
            """;

    static final String WARNING_BY_PROVIDER = """
            SELECT id
            FROM disputes.fraud_warning
            WHERE gateway = :gateway AND provider_warning = :provider
            """;

    private final JdbcClient jdbc;

    DisputeStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Dispute> find(UUID id, int book) {
        return whole(jdbc.sql(FIND)
                        .param("id", id)
                        .param("book", book)
                        .query(DisputeStore::dispute)
                        .list())
                .stream()
                .findFirst();
    }

    /** Those that exist, in no order, of any book. */
    public List<Dispute> findAll(List<UUID> ids) {
        return ids.isEmpty()
                ? List.of()
                : whole(jdbc.sql(FIND_ALL)
                        .param("ids", ids.toArray(UUID[]::new))
                        .query(DisputeStore::dispute)
                        .list());
    }

    Optional<Dispute> byProvider(String gateway, String provider) {
        return whole(jdbc.sql(BY_PROVIDER)
                        .param("gateway", gateway)
                        .param("provider", provider)
                        .query(DisputeStore::dispute)
                        .list())
                .stream()
                .findFirst();
    }

    boolean knowsWarning(String gateway, String provider) {
        return jdbc.sql(WARNING_BY_PROVIDER)
                .param("gateway", gateway)
                .param("provider", provider)
                .query(UUID.class)
                .optional()
                .isPresent();
    }

    /** Takes disputes whose submissions are to be asked about, and keeps the others away from them for a while. */
    List<UUID> leaseLooks(Instant now, Duration lease, int most) {
        return jdbc.sql(LEASE_LOOKS)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("leaseSeconds", lease.toMillis() / 1_000.0)
                .param("most", most)
                .query(UUID.class)
                .list();
    }

    List<UUID> toWarn(Instant now, int most) {
        return jdbc.sql(TO_WARN)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .query(UUID.class)
                .list();
    }

    /** Disputes that nobody has answered and whose deadline is nearer than that. */
    long countDue(Duration within) {
        return jdbc.sql(COUNT_DUE)
                .param("withinSeconds", within.toMillis() / 1_000.0)
                .query(Long.class)
                .single();
    }

    /** Submissions of which nobody knows what became, and have not for so long. */
    long countUnknown(Duration older) {
        return jdbc.sql(COUNT_UNKNOWN)
                .param("olderSeconds", older.toMillis() / 1_000.0)
                .query(Long.class)
                .single();
    }

    private List<Dispute> whole(List<Dispute> bare) {
        if (bare.isEmpty()) {
            return bare;
        }
        List<Owned> submissions = jdbc.sql(SUBMISSIONS)
                .param("disputes", bare.stream().map(Dispute::id).toArray(UUID[]::new))
                .query(DisputeStore::submission)
                .list();
        List<Dispute> whole = new ArrayList<>(bare.size());
        for (Dispute dispute : bare) {
            Dispute each = dispute;
            for (Owned owned : submissions) {
                each = owned.dispute.equals(dispute.id()) ? each.with(owned.submission) : each;
            }
            whole.add(each);
        }
        return whole;
    }

    private record Owned(UUID dispute, Submission submission) {}

    private static Dispute dispute(ResultSet row, int index) throws SQLException {
        return new Dispute(
                row.getObject("id", UUID.class),
                row.getInt("book"),
                row.getLong("version"),
                DisputeState.of(Objects.requireNonNull(row.getString("state"))),
                new Dispute.Of(
                        row.getObject("intent", UUID.class),
                        row.getObject("charge", UUID.class),
                        row.getString("gateway"),
                        row.getString("provider_dispute")),
                new Money(row.getLong("amount"), Currency.of(row.getString("currency"))),
                row.getString("reason"),
                new Dispute.Moved(row.getLong("withdrawn"), row.getLong("reinstated"), row.getLong("fee")),
                instant(row.getTimestamp("due_by")),
                DisputeRows.read(row.getString("body"), Dispute.Answering.class),
                row.getTimestamp("created_at").toInstant(),
                List.of());
    }

    private static Owned submission(ResultSet row, int index) throws SQLException {
        DisputeRows.SubmissionBody body = DisputeRows.read(row.getString("body"), DisputeRows.SubmissionBody.class);
        Submission submission = new Submission(
                row.getObject("id", UUID.class),
                Submission.Kind.of(Objects.requireNonNull(row.getString("kind"))),
                Submission.State.of(Objects.requireNonNull(row.getString("state"))),
                body.before(),
                body.evidence(),
                body.why(),
                instant(row.getTimestamp("look_at")),
                row.getTimestamp("created_at").toInstant());
        return new Owned(row.getObject("dispute", UUID.class), submission);
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
