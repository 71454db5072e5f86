package io.bursar.access;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who has ever had a key, for those who look up what a caller did. */
@Component
public final class Callers {
    /** Most that are named, the newest first. */
    public static final int MAX = 1_000;

    static final String NAMES = """
            SELECT number, name
            FROM access.api_key
            ORDER BY number DESC
            LIMIT :limit
            """;

    private final JdbcClient jdbc;

    Callers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What the operator called each caller, by number, revoked ones included. */
    public Map<Integer, String> names() {
        Map<Integer, String> names = new LinkedHashMap<>();
        jdbc.sql(NAMES).param("limit", MAX).query(row -> {
            names.put(row.getInt("number"), row.getString("name"));
        });
        return names;
    }
}
