package io.bursar.ledger;

import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far the log goes in the database, beside what a node has read of it. */
@Component
public final class LogEnds {
    static final String LAST_ROW = """
            SELECT COALESCE((
                SELECT last_seq
                FROM ledger.batch
                WHERE book = :book
                ORDER BY number DESC
                LIMIT 1), 0)
            """;

    private final JdbcClient jdbc;

    LogEnds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Rows in the database that this node does not know yet; ≥ 0. */
    public long rowsBehind(int book, Ledger ledger) {
        long inDatabase =
                jdbc.sql(LAST_ROW).param("book", book).query(Long.class).single();
        return Math.max(
                0,
                LedgerId.position(inDatabase)
                        - LedgerId.position(ledger.reader().committedSeq()));
    }
}
