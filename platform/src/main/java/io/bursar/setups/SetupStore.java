package io.bursar.setups;

import io.bursar.api.ObjectPage;
import io.bursar.database.DatabaseClock;
import io.bursar.setups.SetupRows.Owned;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The only one that reads and writes setups and their tries. */
@Component
final class SetupStore {
    private static final String SETUP = """
            SELECT id, book, version, terms, client_secret, mandate, ending, created_at
            FROM setups.setup
            """;

    static final String FIND = SETUP + """
            WHERE id = :id AND book = :book
            """;

    static final String FIND_ALL = SETUP + """
            WHERE id = ANY (:ids)
            """;

    private static final String RANGE = """
            WHERE book = :book AND id > :above AND id < :below
                AND (CAST(:customer AS text) IS NULL OR customer = :customer)
                AND (CAST(:method AS text) IS NULL OR method = :method)
            """;

    static final String LIST = SETUP + RANGE + """
            ORDER BY id DESC
            LIMIT :limit
            """;

    static final String LIST_BACKWARD = SETUP + RANGE + """
            ORDER BY id
            LIMIT :limit
            """;

    static final String ATTEMPTS = """
            SELECT id, setup, ordinal, state, gateway, provider_setup, body, look_at, created_at
            FROM setups.attempt
            WHERE setup = ANY (:setups)
            ORDER BY setup, ordinal
            """;

    static final String INSERT = """
            INSERT INTO setups.setup (id, book, version, state, customer, method, terms, client_secret, created_at)
            VALUES (:id, :book, :version, :state, :customer, :method, :terms::jsonb, :secret, :createdAt)
            """;

    static final String UPDATE = """
            UPDATE setups.setup
            SET version = version + 1, state = :state, customer = :customer, method = :method,
                terms = :terms::jsonb, mandate = :mandate, ending = :ending::jsonb
            WHERE id = :id AND version = :version
            """;

    static final String UPSERT_ATTEMPT = """
            INSERT INTO setups.attempt (id, setup, book, ordinal, state, gateway, provider_setup, provider_customer,
                body, look_at, created_at)
            VALUES (:id, :setup, :book, :ordinal, :state, :gateway, :providerSetup, :providerCustomer, :body::jsonb,
                :lookAt, :createdAt)
            ON CONFLICT ON CONSTRAINT attempt_pkey DO UPDATE
            SET state = excluded.state, provider_setup = excluded.provider_setup, body = excluded.body,
                look_at = excluded.look_at
            """;

    static final String BY_PROVIDER = """
            SELECT setup, id
            FROM setups.attempt
            WHERE gateway = :gateway AND provider_setup = :setup
            """;

    static final String BY_ATTEMPT = """
            SELECT setup, id
            FROM setups.attempt
            WHERE id = :attempt AND gateway = :gateway
            """;

    static final String OF_PAYER = """
            SELECT bool_or(state IN ('prepared', 'unknown', 'action_needed', 'processing'))
            FROM setups.attempt
            WHERE gateway = :gateway AND provider_customer = :customer
            """;

    static final String LEASE_LOOKS = """
            UPDATE setups.attempt a
            SET look_at = CAST(:now AS timestamptz) + make_interval(secs => :leaseSeconds)
            FROM (
                SELECT id
                FROM setups.attempt
                WHERE look_at <= :now
                ORDER BY look_at
                LIMIT :most
                FOR UPDATE SKIP LOCKED) due
            WHERE a.id = due.id
            RETURNING a.setup, a.id
            """;

    static final String LOOK_AT = """
            UPDATE setups.attempt
            SET look_at = CAST(:at AS timestamptz)
            WHERE id = :attempt
            """;

    static final String COUNT_UNKNOWN = """
            SELECT count(*)
            FROM setups.attempt
            WHERE look_at IS NOT NULL AND state IN ('prepared', 'unknown')
                AND created_at <= clock_timestamp() - make_interval(secs => :olderSeconds)
            """;

    private final JdbcClient jdbc;
    private final DatabaseClock clock;

    SetupStore(JdbcClient jdbc, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The database's clock, which is everybody's; to the microsecond. */
    Instant now() {
        return clock.now();
    }

    Optional<Setup> find(UUID id, int book) {
        return whole(jdbc.sql(FIND)
                        .param("id", id)
                        .param("book", book)
                        .query(SetupRows::setup)
                        .list())
                .stream()
                .findFirst();
    }

    /** Those that exist, in no order, of any book. */
    List<Setup> findAll(Collection<UUID> ids) {
        return ids.isEmpty()
                ? List.of()
                : whole(jdbc.sql(FIND_ALL)
                        .param("ids", ids.toArray(UUID[]::new))
                        .query(SetupRows::setup)
                        .list());
    }

    /** Which of them. @param customer null: whose ever @param method null: whichever */
    record Filter(@Nullable String customer, @Nullable String method) {}

    List<Setup> list(int book, Filter filter, ObjectPage page) {
        return whole(jdbc.sql(page.isBackward() ? LIST_BACKWARD : LIST)
                .param("book", book)
                .param("above", page.above())
                .param("below", page.below())
                .param("customer", filter.customer())
                .param("method", filter.method())
                .param("limit", page.limitAndOne())
                .query(SetupRows::setup)
                .list());
    }

    private List<Setup> whole(List<Setup> bare) {
        if (bare.isEmpty()) {
            return bare;
        }
        List<Owned> tries = jdbc.sql(ATTEMPTS)
                .param("setups", bare.stream().map(Setup::id).toArray(UUID[]::new))
                .query(SetupRows::attempt)
                .list();
        List<Setup> all = new ArrayList<>(bare.size());
        for (Setup setup : bare) {
            Setup each = setup;
            for (Owned owned : tries) {
                each = owned.setup().equals(setup.id()) ? each.with(owned.attempt()) : each;
            }
            all.add(each);
        }
        return all;
    }

    void insert(Setup setup) {
        terms(jdbc.sql(INSERT), setup)
                .param("book", setup.book())
                .param("secret", setup.clientSecret())
                .param("createdAt", setup.createdAt().atOffset(ZoneOffset.UTC))
                .update();
        setup.tries().forEach(each -> write(setup, each));
    }

    /** Whether it was as it was read; else nothing is written. */
    boolean update(Setup after) {
        return terms(jdbc.sql(UPDATE), after)
                        .param("mandate", after.mandate())
                        .param("ending", after.ending() == null ? null : SetupRows.write(after.ending()))
                        .update()
                == 1;
    }

    private static JdbcClient.StatementSpec terms(JdbcClient.StatementSpec statement, Setup setup) {
        return statement
                .param("id", setup.id())
                .param("version", setup.version())
                .param("state", setup.state().text())
                .param("customer", setup.terms().customer())
                .param("method", setup.terms().method())
                .param("terms", SetupRows.write(setup.terms()));
    }

    void write(Setup setup, SetupTry attempt) {
        Instant lookAt = attempt.lookAt();
        jdbc.sql(UPSERT_ATTEMPT)
                .param("id", attempt.id())
                .param("setup", setup.id())
                .param("book", setup.book())
                .param("ordinal", attempt.ordinal())
                .param("state", attempt.state().text())
                .param("gateway", attempt.gateway())
                .param("providerSetup", attempt.setup())
                .param("providerCustomer", attempt.asked().customer())
                .param("body", SetupRows.body(attempt))
                .param("lookAt", lookAt == null ? null : lookAt.atOffset(ZoneOffset.UTC))
                .param("createdAt", attempt.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** A try, with its setup. */
    record Place(UUID setup, UUID attempt) {}

    Optional<Place> byProvider(String gateway, String setup) {
        return jdbc.sql(BY_PROVIDER)
                .param("gateway", gateway)
                .param("setup", setup)
                .query(SetupStore::place)
                .optional();
    }

    Optional<Place> byAttempt(String gateway, UUID attempt) {
        return jdbc.sql(BY_ATTEMPT)
                .param("gateway", gateway)
                .param("attempt", attempt)
                .query(SetupStore::place)
                .optional();
    }

    private static Place place(java.sql.ResultSet row, int index) throws java.sql.SQLException {
        return new Place(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
    }

    /**
     * Whether a payer is setting something up just now; empty: never has.
     *
     * @param customer the gateway's id of the payer
     */
    Optional<Boolean> isBeingSetUp(String gateway, String customer) {
        return jdbc.sql(OF_PAYER)
                .param("gateway", gateway)
                .param("customer", customer)
                .query((row, index) -> Optional.ofNullable(row.getObject(1, Boolean.class)))
                .single();
    }

    /** Takes what is due, soonest first, and keeps the others away from it for a while. */
    List<Place> leaseLooks(Instant now, Duration lease, int most) {
        return jdbc.sql(LEASE_LOOKS)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("leaseSeconds", lease.toMillis() / 1_000.0)
                .param("most", most)
                .query(SetupStore::place)
                .list();
    }

    /** @param at null: never */
    void lookAt(UUID attempt, @Nullable Instant at) {
        jdbc.sql(LOOK_AT)
                .param("attempt", attempt)
                .param("at", at == null ? null : at.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Tries of which nobody knows what became, and have not for so long. */
    long countUnknown(Duration older) {
        return jdbc.sql(COUNT_UNKNOWN)
                .param("olderSeconds", older.toMillis() / 1_000.0)
                .query(Long.class)
                .single();
    }
}
