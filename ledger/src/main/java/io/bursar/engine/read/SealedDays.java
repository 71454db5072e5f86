package io.bursar.engine.read;

import io.bursar.engine.LedgerId;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.state.BookState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Day deltas of sealed partitions: sums up to a time, and rows in order of effective time. Partitions are addressed
 * one by one and those whose effective times cannot matter are left out. {@code OFFSET 0} keeps the planner from
 * turning look-ups of rows into a scan of the log.
 */
final class SealedDays {
    private static final String SEALS = """
            SELECT partition, (extract(epoch FROM first_effective) * 1000000)::int8,
                (extract(epoch FROM last_effective) * 1000000)::int8
            FROM ledger.seal
            WHERE book = ? AND partition >= ?
            ORDER BY partition
            """;

    private static final String SEQ_AT = "SELECT ledger.seq_at(?, timestamptz 'epoch' + ? * interval '1 microsecond')";

    private static final String END_OF_BATCH = """
            SELECT last_seq FROM ledger.batch WHERE book = ? AND first_seq <= ? ORDER BY first_seq DESC LIMIT 1
            """;

    private static final String SUMS = """
            WITH q AS MATERIALIZED (
                SELECT timestamptz 'epoch' + ? * interval '1 microsecond' AS until, ?::int8 AS until_seq,
                    ?::int8 AS known, ?::int4[] AS accounts)
            SELECT s.account, sum(s.debits)::int8, sum(s.credits)::int8
            FROM (%s) s (account, debits, credits)
            GROUP BY s.account
            """;

    /** Pieces that count as a whole. {day} is the partition's day deltas. */
    private static final String KNOWN_PIECES = """
            SELECT d.account, d.debits, d.credits
            FROM q
            CROSS JOIN LATERAL ({pieces}) d
            WHERE d.last_effective <= q.until AND d.last_seq <= q.known
            """;

    /** Rows of the pieces that count in part. {log} is the partition's log, {base} the seq before its first place. */
    private static final String KNOWN_ROWS = """
            SELECT d.account, CASE l.debit WHEN d.account THEN l.amount ELSE 0 END,
                CASE l.credit WHEN d.account THEN l.amount ELSE 0 END
            FROM q
            CROSS JOIN LATERAL ({pieces}) d
            CROSS JOIN LATERAL unnest(coalesce(d.rows, ARRAY[(d.last_seq - {base})::int4])) r (place)
            CROSS JOIN LATERAL (SELECT * FROM {log} x WHERE x.seq = {base} + r.place OFFSET 0) l
            WHERE NOT (d.last_effective <= q.until AND d.last_seq <= q.known) AND l.seq <= q.known
                AND CASE WHEN l.effective_at IS NULL THEN l.seq <= q.until_seq ELSE l.effective_at <= q.until END
            """;

    private static final String PIECES_OF_SOME = """
            SELECT p.* FROM unnest(q.accounts) a (account)
            CROSS JOIN LATERAL (
                SELECT * FROM {day} x WHERE x.account = a.account AND x.first_effective <= q.until OFFSET 0) p""";

    private static final String PIECES_OF_ALL = "SELECT * FROM {day} x WHERE x.first_effective <= q.until";

    private static final String ROWS = """
            SELECT l.seq, l.kind, l.leg, l.debit, l.credit, l.amount, l.debit_balance, l.credit_balance,
                (extract(epoch FROM l.effective_at) * 1000000)::int8, l.detail,
                (extract(epoch FROM b.at) * 1000000)::int8, d.piece
            FROM (
                SELECT x.piece, x.rows, x.last_seq, x.last_effective
                FROM {day} x
                WHERE x.account = ? AND x.last_effective >= timestamptz 'epoch' + ? * interval '1 microsecond'
                    AND x.first_effective <= timestamptz 'epoch' + ? * interval '1 microsecond' AND x.piece > ?
                ORDER BY x.last_effective, x.piece
                LIMIT ?) d
            CROSS JOIN LATERAL unnest(coalesce(d.rows, ARRAY[(d.last_seq - {base})::int4])) WITH ORDINALITY r (place, n)
            CROSS JOIN LATERAL (SELECT * FROM {log} x WHERE x.seq = {base} + r.place OFFSET 0) l
            CROSS JOIN LATERAL (
                SELECT x.at FROM ledger.batch x WHERE x.book = ? AND x.first_seq <= l.seq
                ORDER BY x.first_seq DESC LIMIT 1) b
            ORDER BY d.last_effective, d.piece, r.n
            """;

    private final LogShape shape;
    private volatile Seals seals = new Seals(null, List.of());

    SealedDays(LogShape shape) {
        this.shape = shape;
    }

    /** Effective times of one sealed partition; first after last when nothing moved in it. */
    record Span(int partition, long first, long last) {}

    /** Seals never change while a book's memory lives; after a rewind there is another memory. */
    private record Seals(@Nullable BookState of, List<Span> spans) {}

    private List<Span> spans(Connection connection, BookState now, int partitions) throws SQLException {
        Seals known = seals;
        if (known.of() == now && known.spans().size() >= partitions) {
            return known.spans().subList(0, partitions);
        }
        List<Span> spans = new ArrayList<>(known.of() == now ? known.spans() : List.of());
        try (PreparedStatement statement = connection.prepareStatement(SEALS)) {
            statement.setInt(1, shape.book());
            statement.setInt(2, spans.size());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long first = row.getLong(2);
                    spans.add(
                            row.wasNull()
                                    ? new Span(row.getInt(1), Long.MAX_VALUE, Long.MIN_VALUE)
                                    : new Span(row.getInt(1), first, row.getLong(3)));
                }
            }
        }
        seals = new Seals(now, List.copyOf(spans));
        return spans.subList(0, partitions);
    }

    /** Position of the last row that was recorded by a time; 0 for none. */
    long positionAt(Connection connection, long micros) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SEQ_AT)) {
            statement.setInt(1, shape.book());
            statement.setLong(2, micros);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return LedgerId.position(row.getLong(1));
            }
        }
    }

    /** The last row of the batch that holds a row; the row itself when none does. */
    long endOfBatch(Connection connection, long seq) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END_OF_BATCH)) {
            statement.setInt(1, shape.book());
            statement.setLong(2, seq);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : seq;
            }
        }
    }

    /** All that memory does not have. */
    List<Span> sealedSpans(Connection connection, Question question) throws SQLException {
        return spans(connection, question.now(), question.partitions());
    }

    /** Partitions that begin by the known row. */
    List<Span> knownSpans(Connection connection, Question question) throws SQLException {
        return sealedSpans(connection, question).stream()
                .filter(span -> LedgerId.position(begin(span.partition()))
                        <= question.bounds().known())
                .toList();
    }

    /** Partitions that have something that may count. */
    List<Span> spans(Connection connection, Question question) throws SQLException {
        return knownSpans(connection, question).stream()
                .filter(span -> span.first() <= question.bounds().untilMicros())
                .toList();
    }

    /** Whether a position is in a partition and not its last one. */
    boolean isInside(long position, Span span) {
        return position < LedgerId.position(begin(span.partition())) + (1L << shape.partitionBits()) - 1;
    }

    long seq(long position) {
        return LedgerId.of(shape.book(), position);
    }

    /** The seq of a partition's first place; there is no such row in the first partition. */
    long begin(int partition) {
        return seq((long) partition << shape.partitionBits());
    }

    /** A statement about one partition. */
    String in(String sql, int partition) {
        return sql.replace("{partition}", Integer.toString(partition))
                .replace("{day}", "ledger.day_delta_" + shape.book() + "_" + partition)
                .replace("{log}", "ledger.log_" + shape.book() + "_" + partition)
                .replace("{base}", Long.toString(LedgerId.of(shape.book(), (long) partition << shape.partitionBits())));
    }

    /** What counts of sealed rows. */
    record Question(BookState now, int partitions, Bounds bounds) {}

    /**
     * Sums by account of what counts in the first so many partitions.
     *
     * @param accounts empty: all accounts
     */
    Map<Integer, Sum> sums(Connection connection, Question question, List<Integer> accounts) throws SQLException {
        Map<Integer, Sum> sums = new HashMap<>();
        String parts =
                parts(spans(connection, question), question, accounts.isEmpty() ? PIECES_OF_ALL : PIECES_OF_SOME);
        if (parts.isEmpty()) {
            return sums;
        }
        Bounds bounds = question.bounds();
        try (PreparedStatement statement = connection.prepareStatement(SUMS.formatted(parts))) {
            statement.setLong(1, bounds.untilMicros());
            statement.setLong(2, seq(bounds.untilPosition()));
            statement.setLong(3, seq(bounds.known()));
            statement.setArray(4, connection.createArrayOf("int4", accounts.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Sum sum = new Sum();
                    sum.debits = row.getLong(2);
                    sum.credits = row.getLong(3);
                    sums.put(row.getInt(1), sum);
                }
            }
        }
        return sums;
    }

    private String parts(List<Span> spans, Question question, String pieces) {
        Bounds bounds = question.bounds();
        List<String> parts = new ArrayList<>();
        for (Span span : spans) {
            parts.add(in(KNOWN_PIECES.replace("{pieces}", pieces), span.partition()));
            if (span.last() > bounds.untilMicros() || isInside(bounds.known(), span)) {
                parts.add(in(KNOWN_ROWS.replace("{pieces}", pieces), span.partition()));
            }
        }
        return String.join("UNION ALL\n", parts);
    }

    /** Partitions that have rows of effective times between two, both included. */
    List<Span> spans(Connection connection, Question question, long from) throws SQLException {
        return spans(connection, question).stream()
                .filter(span -> span.last() >= from)
                .toList();
    }

    /**
     * Pieces of an account in one partition.
     *
     * @param from pieces that end at this effective time or later, microseconds
     * @param until pieces that begin by this one
     * @param after pieces with a higher number
     * @param limit at most so many
     */
    record Pieces(int account, int partition, long from, long until, int after, int limit) {}

    /** A row and when it was recorded. */
    record Found(HistoryEntries.Row row, long recordedAt, int piece) {
        long effectiveAt() {
            return row.effectiveAt() == LogMemory.NO_TIME ? recordedAt : row.effectiveAt();
        }
    }

    /** Rows of pieces, in order of (effective time, seq). */
    List<Found> rows(Connection connection, Pieces pieces) throws SQLException {
        List<Found> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(in(ROWS, pieces.partition()))) {
            statement.setInt(1, pieces.account());
            statement.setLong(2, pieces.from());
            statement.setLong(3, pieces.until());
            statement.setInt(4, pieces.after());
            statement.setInt(5, pieces.limit());
            statement.setInt(6, shape.book());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long own = row.getLong(9);
                    if (row.wasNull()) {
                        own = LogMemory.NO_TIME;
                    }
                    rows.add(new Found(
                            new HistoryEntries.Row(
                                    row.getLong(1),
                                    row.getInt(2),
                                    row.getInt(3),
                                    row.getInt(4),
                                    row.getInt(5),
                                    row.getLong(6),
                                    row.getLong(7),
                                    row.getLong(8),
                                    own,
                                    row.getString(10)),
                            row.getLong(11),
                            row.getInt(12)));
                }
            }
        }
        return rows;
    }
}
