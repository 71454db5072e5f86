package io.bursar.routing;

import io.bursar.api.ObjectPage;
import io.bursar.routing.RuleSet.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The only one that reads and writes {@code routing.rule_set}. */
@Component
final class RuleSetStore {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final TypeReference<List<Rule>> RULES = new TypeReference<>() {};
    private static final int LOCK = 0x726f7574;

    private static final String SELECT = """
            SELECT id, book, version, status, description, rules, activated_at
            FROM routing.rule_set
            """;

    /** Whoever makes or activates one of a book comes after whoever does so now. */
    static final String LOCK_BOOK = "SELECT 1 FROM (SELECT pg_advisory_xact_lock(:lock, :book)) held";

    static final String VERSION = """
            SELECT coalesce(max(version), 0) + 1
            FROM routing.rule_set
            WHERE book = :book
            """;

    static final String INSERT = """
            INSERT INTO routing.rule_set (id, book, version, status, description, rules)
            VALUES (:id, :book, :version, 'draft', :description, CAST(:rules AS jsonb))
            """;

    static final String FIND = SELECT + """
            WHERE book = :book AND id = :id
            """;

    static final String ACTIVE = SELECT + """
            WHERE book = :book AND status = 'active'
            """;

    static final String LIST = SELECT + """
            WHERE book = :book AND id > :above AND id < :below
            ORDER BY id DESC
            LIMIT :limit
            """;

    static final String LIST_BACKWARD = SELECT + """
            WHERE book = :book AND id > :above AND id < :below
            ORDER BY id
            LIMIT :limit
            """;

    static final String RETIRE = """
            UPDATE routing.rule_set
            SET status = 'retired'
            WHERE book = :book AND id = :id
            """;

    static final String ACTIVATE = """
            UPDATE routing.rule_set
            SET status = 'active', activated_at = clock_timestamp()
            WHERE book = :book AND id = :id
            """;

    private final JdbcClient jdbc;

    RuleSetStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Until the transaction ends. */
    void lock(int book) {
        jdbc.sql(LOCK_BOOK)
                .param("lock", LOCK)
                .param("book", book)
                .query(Integer.class)
                .single();
    }

    int nextVersion(int book) {
        return jdbc.sql(VERSION).param("book", book).query(Integer.class).single();
    }

    void insert(RuleSet set) {
        jdbc.sql(INSERT)
                .param("id", set.uuid())
                .param("book", set.book())
                .param("version", set.version())
                .param("description", set.description())
                .param("rules", MAPPER.writeValueAsString(set.rules()))
                .update();
    }

    Optional<RuleSet> find(int book, UUID id) {
        return jdbc.sql(FIND)
                .param("book", book)
                .param("id", id)
                .query(RuleSetStore::read)
                .optional();
    }

    Optional<RuleSet> active(int book) {
        return jdbc.sql(ACTIVE).param("book", book).query(RuleSetStore::read).optional();
    }

    List<RuleSet> list(int book, ObjectPage page) {
        return jdbc.sql(page.isBackward() ? LIST_BACKWARD : LIST)
                .param("book", book)
                .param("above", page.above())
                .param("below", page.below())
                .param("limit", page.limitAndOne())
                .query(RuleSetStore::read)
                .list();
    }

    void retire(RuleSet set) {
        jdbc.sql(RETIRE).param("book", set.book()).param("id", set.uuid()).update();
    }

    void activate(RuleSet set) {
        jdbc.sql(ACTIVATE).param("book", set.book()).param("id", set.uuid()).update();
    }

    private static RuleSet read(ResultSet row, int index) throws SQLException {
        Timestamp activated = row.getTimestamp("activated_at");
        return new RuleSet(
                row.getObject("id", UUID.class),
                row.getInt("book"),
                row.getInt("version"),
                Status.of(Objects.requireNonNull(row.getString("status"))),
                row.getString("description"),
                MAPPER.readValue(row.getString("rules"), RULES),
                activated == null ? null : activated.toInstant());
    }
}
