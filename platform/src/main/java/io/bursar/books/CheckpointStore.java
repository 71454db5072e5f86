package io.bursar.books;

import io.bursar.engine.ChainLink;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The only one that reads and writes {@code books.checkpoint}. */
final class CheckpointStore {
    static final String ADD = """
            INSERT INTO books.checkpoint (book, batch, key, last_seq, at, hash, line)
            VALUES (:book, :batch, :key, :lastSeq, :at, :hash, :line)
            ON CONFLICT ON CONSTRAINT checkpoint_pkey DO NOTHING
            """;

    static final String IS_DUE = """
            SELECT NOT EXISTS (
                SELECT FROM books.checkpoint
                WHERE book = :book
                    AND (signed_at > clock_timestamp() - interval '1 day' OR last_seq = :lastSeq))
            """;

    static final String LIST = """
            SELECT book, batch, key, last_seq, at, hash, line, signed_at
            FROM books.checkpoint
            WHERE book = :book AND batch < :before
            ORDER BY batch DESC, key
            LIMIT :limit
            """;

    static final String COVERING = """
            SELECT book, batch, key, last_seq, at, hash, line, signed_at
            FROM books.checkpoint
            WHERE book = :book AND batch >= :batch
            ORDER BY batch, signed_at
            LIMIT 1
            """;

    private final JdbcClient jdbc;

    CheckpointStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps one; the same twice is kept once. */
    void add(ChainLink link, String key, String line) {
        jdbc.sql(ADD)
                .param("book", link.book())
                .param("batch", link.batch())
                .param("key", key)
                .param("lastSeq", link.lastSeq())
                .param("at", link.at().atOffset(ZoneOffset.UTC))
                .param("hash", HexFormat.of().parseHex(link.hash()))
                .param("line", line)
                .update();
    }

    /** Whether none was signed for a day, and there is something new to sign. */
    boolean isDue(int book, long lastSeq) {
        return jdbc.sql(IS_DUE)
                .param("book", book)
                .param("lastSeq", lastSeq)
                .query(Boolean.class)
                .single();
    }

    /** Newest first. @param before only of batches before this one */
    List<Checkpoints.Signed> list(int book, long before, int limit) {
        return jdbc.sql(LIST)
                .param("book", book)
                .param("before", before)
                .param("limit", limit)
                .query(CheckpointStore::read)
                .list();
    }

    /** The first that stands for a batch and all before it. */
    Optional<Checkpoints.Signed> covering(int book, long batch) {
        return jdbc.sql(COVERING)
                .param("book", book)
                .param("batch", batch)
                .query(CheckpointStore::read)
                .optional();
    }

    private static Checkpoints.Signed read(ResultSet row, int index) throws SQLException {
        ChainLink link = new ChainLink(
                row.getInt("book"),
                row.getLong("batch"),
                row.getLong("last_seq"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                HexFormat.of().formatHex(row.getBytes("hash")));
        return new Checkpoints.Signed(
                link,
                row.getString("key"),
                row.getString("line"),
                row.getObject("signed_at", OffsetDateTime.class).toInstant());
    }
}
