package io.bursar.access;

import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who has a book of their own, for those who name books to people. */
public final class Tenants {
    private static final int NAME_MAX = 200;

    static final String NAMES = """
            SELECT number, name
            FROM access.book
            ORDER BY number
            """;

    static final String ADOPT = """
            INSERT INTO access.book (number, name)
            VALUES (:number, :name)
            ON CONFLICT ON CONSTRAINT book_pkey DO NOTHING
            """;

    private final JdbcClient jdbc;

    private Tenants(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** On a database that has the schema {@code access}; the application need not run. */
    public static Tenants on(DataSource app) {
        return new Tenants(JdbcClient.create(app));
    }

    /** Makes a tenant for a book that came from elsewhere with its number; nothing when the number has one. */
    public void adopt(int number, String name) {
        String fitting = name.length() > NAME_MAX ? name.substring(0, NAME_MAX) : name;
        jdbc.sql(ADOPT).param("number", number).param("name", fitting).update();
    }

    /** What each tenant was called, by the number of the book, the house's first. */
    public Map<Integer, String> names() {
        Map<Integer, String> names = new TreeMap<>();
        jdbc.sql(NAMES).query(row -> {
            names.put(row.getInt("number"), row.getString("name"));
        });
        return names;
    }
}
