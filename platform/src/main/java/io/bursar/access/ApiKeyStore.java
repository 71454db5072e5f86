package io.bursar.access;

import io.bursar.api.Caller;
import io.bursar.api.Caller.Right;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The only one that reads and writes {@code access.api_key}. */
@Component
final class ApiKeyStore {
    static final String INSERT = """
            INSERT INTO access.api_key (hash, hint, name, rights)
            VALUES (:hash, :hint, :name, :rights)
            """;

    static final String FIND = """
            SELECT number, name, rights, revoked_at IS NOT NULL AS is_revoked
            FROM access.api_key
            WHERE hash = :hash
            """;

    static final String IS_EMPTY = """
            SELECT NOT EXISTS (SELECT FROM access.api_key)
            """;

    static final String REVOKE = """
            UPDATE access.api_key
            SET revoked_at = clock_timestamp()
            WHERE number = :number AND revoked_at IS NULL
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

    void insert(SecretKey key, String name, Set<Right> rights) {
        jdbc.sql(INSERT)
                .param("hash", key.hash())
                .param("hint", key.hint())
                .param("name", name)
                .param("rights", rights.stream().map(Right::text).sorted().toArray(String[]::new))
                .update();
    }

    Optional<StoredKey> find(SecretKey key) {
        return jdbc.sql(FIND).param("hash", key.hash()).query(ApiKeyStore::read).optional();
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

    private static StoredKey read(ResultSet row, int index) throws SQLException {
        Array rights = row.getArray("rights");
        Set<Right> known = EnumSet.noneOf(Right.class);
        for (Object text : (Object[]) rights.getArray()) {
            Arrays.stream(Right.values())
                    .filter(right -> right.text().equals(text))
                    .forEach(known::add);
        }
        return new StoredKey(
                new Caller(row.getInt("number"), row.getString("name"), known), row.getBoolean("is_revoked"));
    }

    /** A key as it is kept. */
    record StoredKey(Caller caller, boolean isRevoked) {}
}
