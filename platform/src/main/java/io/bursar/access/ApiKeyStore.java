package io.bursar.access;

import io.bursar.api.ApiVersion;
import io.bursar.api.Authenticator.Client;
import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import io.bursar.api.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The only one that reads and writes {@code access.api_key} and {@code access.secret}. */
@Component
final class ApiKeyStore {
    static final String INSERT = """
            INSERT INTO access.api_key (book, publishable, name, rights, rate_limit, expires_at, made_by, made_under,
                api_version, allowed_origins)
            VALUES (:book, :publishable, :name, :rights, CAST(:rate AS int4),
                clock_timestamp() + make_interval(secs => CAST(:lifeSeconds AS int8)),
                CAST(:madeBy AS int4), CAST(:madeUnder AS text), :version, :origins)
            ON CONFLICT ON CONSTRAINT api_key_made_once DO NOTHING
            RETURNING number
            """;

    static final String INSERT_SECRET = """
            INSERT INTO access.secret (hash, key, hint, made_under, overlap_seconds)
            VALUES (:hash, :key, :hint, CAST(:madeUnder AS text), CAST(:overlapSeconds AS int4))
            """;

    static final String RETIRE_SECRETS = """
            UPDATE access.secret
            SET expires_at = LEAST(expires_at, clock_timestamp() + make_interval(secs => :overlapSeconds))
            WHERE key = :key
            """;

    static final String FIND_ROLL = """
            SELECT overlap_seconds
            FROM access.secret
            WHERE key = :key AND made_under = :madeUnder
            """;

    static final String AUTHENTICATE = """
            SELECT k.number, k.name, k.book, k.rights, k.rate_limit, k.publishable, k.api_version, k.allowed_origins,
                k.revoked_at IS NOT NULL AS is_revoked,
                COALESCE(LEAST(s.expires_at, k.expires_at) <= clock_timestamp(), false) AS is_expired
            FROM access.secret s
            JOIN access.api_key k ON k.number = s.key
            WHERE s.hash = :hash
            """;

    private static final String SHOWN = """
            SELECT k.number, k.book, k.publishable, k.name, k.rights, k.rate_limit, k.created_at, k.expires_at,
                k.last_used_at, k.revoked_at, k.api_version, k.allowed_origins,
                COALESCE(k.expires_at <= clock_timestamp(), false) AS is_expired,
                newest.hint, older.ends_at AS older_until
            FROM access.api_key k
            CROSS JOIN LATERAL (
                SELECT hint FROM access.secret WHERE key = k.number ORDER BY created_at DESC, hash LIMIT 1) newest
            CROSS JOIN LATERAL (
                SELECT max(expires_at) AS ends_at
                FROM access.secret
                WHERE key = k.number AND expires_at > clock_timestamp()) older
            """;

    static final String FIND = SHOWN + """
            WHERE k.number = :number AND (k.book = :book OR :anyBook)
            """;

    static final String FIND_MADE = SHOWN + """
            WHERE k.made_by = :madeBy AND k.made_under = :madeUnder
            """;

    static final String LIST = SHOWN + """
            WHERE k.book = :book AND k.number < :before
            ORDER BY k.number DESC
            LIMIT :limit
            """;

    static final String LOCK_KEY = """
            SELECT number
            FROM access.api_key
            WHERE number = :number
            FOR UPDATE
            """;

    static final String RATE_LIMIT = """
            SELECT rate_limit
            FROM access.api_key
            WHERE number = :number
            """;

    static final String IS_EMPTY = """
            SELECT NOT EXISTS (SELECT FROM access.api_key)
            """;

    static final String REVOKE = """
            UPDATE access.api_key
            SET revoked_at = clock_timestamp()
            WHERE number = :number AND revoked_at IS NULL
            """;

    static final String ADMITS_ORIGIN = """
            SELECT EXISTS (
                SELECT
                FROM access.api_key
                WHERE publishable AND revoked_at IS NULL AND :origin = ANY (allowed_origins))
            """;

    static final String NOTE_USE = """
            UPDATE access.api_key
            SET last_used_at = clock_timestamp()
            WHERE number = ANY (:numbers)
            """;

    static final String LOCK = """
            SELECT pg_advisory_xact_lock(hashtextextended('access.api_key', 0))
            """;

    private final JdbcClient jdbc;

    ApiKeyStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The number of the new key; empty when its maker made one under the same idempotency key. */
    Optional<Integer> insert(NewKey key) {
        return jdbc.sql(INSERT)
                .param("book", key.book())
                .param("publishable", key.kind() == SecretKey.Kind.PUBLISHABLE)
                .param("name", key.name())
                .param("rights", key.rights().stream().map(Right::text).sorted().toArray(String[]::new))
                .param("rate", key.rateLimit())
                .param("lifeSeconds", key.lifeSeconds())
                .param("madeBy", key.madeBy())
                .param("madeUnder", key.madeUnder())
                .param("version", key.version().text())
                .param("origins", key.origins().stream().sorted().toArray(String[]::new))
                .query(Integer.class)
                .optional();
    }

    void insertSecret(int key, SecretKey secret, @Nullable Roll roll) {
        jdbc.sql(INSERT_SECRET)
                .param("hash", secret.hash())
                .param("key", key)
                .param("hint", secret.hint())
                .param("madeUnder", roll == null ? null : roll.madeUnder())
                .param("overlapSeconds", roll == null ? null : roll.overlapSeconds())
                .update();
    }

    void retireSecrets(int key, Roll roll) {
        jdbc.sql(RETIRE_SECRETS)
                .param("key", key)
                .param("overlapSeconds", roll.overlapSeconds())
                .update();
    }

    /** The overlap of the roll that this idempotency key made; empty when it made none. */
    Optional<Integer> findRoll(int key, @Nullable String madeUnder) {
        return madeUnder == null
                ? Optional.empty()
                : jdbc.sql(FIND_ROLL)
                        .param("key", key)
                        .param("madeUnder", madeUnder)
                        .query(Integer.class)
                        .optional();
    }

    Optional<StoredKey> authenticate(SecretKey secret) {
        return jdbc.sql(AUTHENTICATE)
                .param("hash", secret.hash())
                .query(ApiKeyStore::readStored)
                .optional();
    }

    Optional<ApiKey> find(int number, Sight sight) {
        return jdbc.sql(FIND)
                .param("number", number)
                .param("book", sight.book())
                .param("anyBook", sight.anyBook())
                .query(ApiKeyStore::readShown)
                .optional();
    }

    Optional<ApiKey> findMade(NewKey key) {
        return jdbc.sql(FIND_MADE)
                .param("madeBy", key.madeBy())
                .param("madeUnder", key.madeUnder())
                .query(ApiKeyStore::readShown)
                .optional();
    }

    /** The keys of a book, newest first. */
    List<ApiKey> list(Book book, int before, Page page) {
        return jdbc.sql(LIST)
                .param("book", book.number())
                .param("before", before)
                .param("limit", page.limitAndOne())
                .query(ApiKeyStore::readShown)
                .list();
    }

    /** Until the transaction ends, nobody else rolls this key. */
    void lockKey(int number) {
        jdbc.sql(LOCK_KEY).param("number", number).query(Integer.class).single();
    }

    /** Requests a second; empty: no limit. */
    Optional<Integer> rateLimit(int number) {
        return jdbc.sql(RATE_LIMIT)
                .param("number", number)
                .query((row, index) -> Optional.ofNullable(nullableInt(row, "rate_limit")))
                .single();
    }

    /** Whether some publishable key was made for pages of this origin. */
    boolean admitsOrigin(String origin) {
        return jdbc.sql(ADMITS_ORIGIN)
                .param("origin", origin)
                .query(Boolean.class)
                .single();
    }

    boolean isEmpty() {
        return jdbc.sql(IS_EMPTY).query(Boolean.class).single();
    }

    boolean revoke(int number) {
        return jdbc.sql(REVOKE).param("number", number).update() == 1;
    }

    void noteUse(Set<Integer> numbers) {
        jdbc.sql(NOTE_USE).param("numbers", numbers.toArray(Integer[]::new)).update();
    }

    /** Until the transaction ends, nobody else makes a first key. */
    void lock() {
        jdbc.sql(LOCK).query(rows -> {});
    }

    private static StoredKey readStored(ResultSet row, int index) throws SQLException {
        boolean isForPages = row.getBoolean("publishable");
        Caller caller = new Caller(
                row.getInt("number"),
                row.getString("name"),
                row.getInt("book"),
                isForPages ? Set.of(Right.PAYMENTS_CLIENT) : readRights(row));
        StoredKey.Standing standing = row.getBoolean("is_revoked")
                ? StoredKey.Standing.REVOKED
                : row.getBoolean("is_expired") ? StoredKey.Standing.EXPIRED : StoredKey.Standing.GOOD;
        Client client = new Client(
                new ApiVersion(row.getString("api_version")),
                isForPages ? Client.Reach.PAGES : Client.Reach.SERVERS,
                texts(row, "allowed_origins"));
        return new StoredKey(caller, standing, nullableInt(row, "rate_limit"), client);
    }

    private static ApiKey readShown(ResultSet row, int index) throws SQLException {
        boolean isRevoked = row.getTimestamp("revoked_at") != null;
        return new ApiKey(
                row.getInt("number"),
                row.getInt("book"),
                row.getBoolean("publishable") ? SecretKey.Kind.PUBLISHABLE : SecretKey.Kind.SECRET,
                row.getString("name"),
                readRights(row),
                nullableInt(row, "rate_limit"),
                new ApiVersion(row.getString("api_version")),
                texts(row, "allowed_origins"),
                isRevoked
                        ? ApiKey.Status.REVOKED
                        : row.getBoolean("is_expired") ? ApiKey.Status.EXPIRED : ApiKey.Status.ACTIVE,
                row.getString("hint"),
                new ApiKey.Times(
                        row.getTimestamp("created_at").toInstant(),
                        moment(row, "expires_at"),
                        moment(row, "last_used_at"),
                        moment(row, "revoked_at"),
                        moment(row, "older_until")));
    }

    /** Rights that a newer version knew and this one does not are none. */
    private static Set<Right> readRights(ResultSet row) throws SQLException {
        Set<Right> known = EnumSet.noneOf(Right.class);
        for (String text : texts(row, "rights")) {
            Right.of(text).ifPresent(known::add);
        }
        return known;
    }

    private static Set<String> texts(ResultSet row, String column) throws SQLException {
        Set<String> texts = new TreeSet<>();
        for (Object text : (Object[]) row.getArray(column).getArray()) {
            texts.add((String) text);
        }
        return texts;
    }

    private static @Nullable Integer nullableInt(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        Timestamp moment = row.getTimestamp(column);
        return moment == null ? null : moment.toInstant();
    }

    /**
     * A key as callers are known by it.
     *
     * @param rateLimit requests a second on this node; null: as many as it likes
     */
    record StoredKey(
            Caller caller, Standing standing, @Nullable Integer rateLimit, Client client) {
        /** Whether it opens. */
        enum Standing {
            GOOD,
            REVOKED,
            EXPIRED
        }
    }

    /** Which keys somebody may see: those of a book, or all. */
    record Sight(int book, boolean anyBook) {
        static final Sight ALL = new Sight(Caller.HOUSE, true);
    }

    /**
     * A key to be made.
     *
     * @param lifeSeconds null: for ever
     * @param version that requests with it are in
     * @param origins of the pages that may use it
     * @param madeBy the caller; null: the operator at the console
     * @param madeUnder the request's idempotency key
     */
    record NewKey(
            int book,
            SecretKey.Kind kind,
            String name,
            Set<Right> rights,
            @Nullable Integer rateLimit,
            @Nullable Long lifeSeconds,
            ApiVersion version,
            Set<String> origins,
            @Nullable Integer madeBy,
            @Nullable String madeUnder) {}

    /**
     * A new secret for a key.
     *
     * @param overlapSeconds how long the ones before still open
     * @param madeUnder the request's idempotency key
     */
    record Roll(int overlapSeconds, @Nullable String madeUnder) {}
}
