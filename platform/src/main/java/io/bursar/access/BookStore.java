package io.bursar.access;

import io.bursar.api.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The only one that reads and writes {@code access.book}. */
@Component
final class BookStore {
    static final String INSERT = """
            INSERT INTO access.book (name, made_by, made_under)
            VALUES (:name, :madeBy, CAST(:madeUnder AS text))
            ON CONFLICT ON CONSTRAINT book_made_once DO NOTHING
            RETURNING number, name, created_at
            """;

    static final String FIND_MADE = """
            SELECT number, name, created_at
            FROM access.book
            WHERE made_by = :madeBy AND made_under = :madeUnder
            """;

    static final String FIND = """
            SELECT number, name, created_at
            FROM access.book
            WHERE number = :number
            """;

    static final String FIND_ALL = """
            SELECT number, name, created_at
            FROM access.book
            WHERE number = ANY (:numbers)
            """;

    static final String LIST = """
            SELECT number, name, created_at
            FROM access.book
            WHERE number > :after
            ORDER BY number
            LIMIT :limit
            """;

    private final JdbcClient jdbc;

    BookStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty when its maker made one under the same idempotency key. */
    Optional<Book> insert(String name, int madeBy, @Nullable String madeUnder) {
        while (true) {
            try {
                return insertNext(name, madeBy, madeUnder);
            } catch (DuplicateKeyException taken) {
                // A book that came from elsewhere has that number; asking again takes the next one.
            }
        }
    }

    private Optional<Book> insertNext(String name, int madeBy, @Nullable String madeUnder) {
        return jdbc.sql(INSERT)
                .param("name", name)
                .param("madeBy", madeBy)
                .param("madeUnder", madeUnder)
                .query(BookStore::read)
                .optional();
    }

    Book findMade(int madeBy, @Nullable String madeUnder) {
        return jdbc.sql(FIND_MADE)
                .param("madeBy", madeBy)
                .param("madeUnder", madeUnder)
                .query(BookStore::read)
                .single();
    }

    Optional<Book> find(int number) {
        return jdbc.sql(FIND).param("number", number).query(BookStore::read).optional();
    }

    /** Those of these numbers that there are, in no order. */
    List<Book> findAll(Set<Integer> numbers) {
        return jdbc.sql(FIND_ALL)
                .param("numbers", numbers.toArray(Integer[]::new))
                .query(BookStore::read)
                .list();
    }

    List<Book> list(int after, Page page) {
        return jdbc.sql(LIST)
                .param("after", after)
                .param("limit", page.limitAndOne())
                .query(BookStore::read)
                .list();
    }

    private static Book read(ResultSet row, int index) throws SQLException {
        return new Book(
                row.getInt("number"),
                row.getString("name"),
                row.getTimestamp("created_at").toInstant());
    }
}
