package io.bursar.engine.read;

import io.bursar.engine.LedgerId;
import io.bursar.engine.log.LogMemory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One account's sum over sealed partitions: look-ups of pieces in those that are known as a whole, in the one that the
 * known row lies in, and then of the rows of pieces that the question cuts. With many partitions planning costs most.
 * So each look-up is as plain as can be; and while partitions are few, the first statement is the same text for all
 * questions: the server plans it once, and passes over partitions that a parameter rules out without looking at them.
 */
final class SealedBalance {
    /** Up to the last piece that counts as a whole. */
    private static final String WHOLE = """
            (SELECT {partition}, debits_before + debits, credits_before + credits, NULL::int8, NULL::int4[]
            FROM {day}
            WHERE {partition} < {whole} AND account = {account} AND last_effective <= {until}
            ORDER BY last_effective DESC, piece DESC
            LIMIT 1)
            """;

    /** The piece after it, whose first rows may count. */
    private static final String NEXT = """
            (SELECT {partition}, 0::int8, 0::int8, (extract(epoch FROM first_effective) * 1000000)::int8,
                CASE WHEN first_effective <= {until} THEN rows END
            FROM {day}
            WHERE {partition} < {whole} AND account = {account} AND last_effective > {until}
            ORDER BY last_effective, piece
            LIMIT 1)
            """;

    /** Pieces that count as a whole where the known row lies inside the partition. */
    private static final String KNOWN = """
            (SELECT {partition}, coalesce(sum(debits), 0)::int8, coalesce(sum(credits), 0)::int8, NULL::int8,
                NULL::int4[]
            FROM {day}
            WHERE account = {account} AND last_effective <= {until} AND last_seq <= {known})
            """;

    /** Pieces that count in part, there. */
    private static final String KNOWN_IN_PART = """
            (SELECT {partition}, 0::int8, 0::int8, (extract(epoch FROM first_effective) * 1000000)::int8,
                coalesce(rows, ARRAY[(last_seq - {base})::int4])
            FROM {day}
            WHERE account = {account} AND first_effective <= {until}
                AND NOT (last_effective <= {until} AND last_seq <= {known}))
            """;

    private static final String ROWS = """
            SELECT seq, debit, amount, (extract(epoch FROM effective_at) * 1000000)::int8
            FROM {log}
            WHERE seq = ANY ({rows})
            """;

    private static final int PARTITIONS_FEW = 64;

    private static final Pattern PARAMETER = Pattern.compile("\\{(account|until|known|whole|rows)}");

    private final SealedDays days;

    SealedBalance(SealedDays days) {
        this.days = days;
    }

    /** A statement of parts, each about one partition, and its parameters. */
    private final class Parts {
        private final List<String> texts = new ArrayList<>();
        private final List<Object> parameters = new ArrayList<>();
        private final int account;
        private final Bounds bounds;
        private final int whole;

        /** @param whole the first partition that is not known as a whole */
        Parts(int account, Bounds bounds, int whole) {
            this.account = account;
            this.bounds = bounds;
            this.whole = whole;
        }

        void add(String sql, int partition, Long... rows) {
            Matcher parameter = PARAMETER.matcher(days.in(sql, partition));
            texts.add(parameter.replaceAll(found -> switch (found.group(1)) {
                case "account" -> bind(account, "?");
                case "until" -> bind(bounds.untilMicros(), "timestamptz 'epoch' + ? * interval '1 microsecond'");
                case "known" -> bind(days.seq(bounds.known()), "?");
                case "whole" -> bind(whole, "?");
                default -> bind(rows, "?");
            }));
        }

        private String bind(Object value, String text) {
            parameters.add(value);
            return text;
        }

        boolean isEmpty() {
            return texts.isEmpty();
        }

        PreparedStatement prepare(Connection connection) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(String.join("UNION ALL\n", texts));
            for (int i = 0; i < parameters.size(); i++) {
                if (parameters.get(i) instanceof Long[] array) {
                    statement.setArray(i + 1, connection.createArrayOf("int8", array));
                } else {
                    statement.setObject(i + 1, parameters.get(i));
                }
            }
            return statement;
        }
    }

    /** While they are few, all that are sealed; of many, only those that matter. */
    private List<SealedDays.Span> partitions(Connection connection, SealedDays.Question question) throws SQLException {
        return question.partitions() <= PARTITIONS_FEW
                ? days.sealedSpans(connection, question)
                : days.spans(connection, question);
    }

    Sum sum(Connection connection, SealedDays.Question question, int account) throws SQLException {
        Bounds bounds = question.bounds();
        List<SealedDays.Span> reached = days.knownSpans(connection, question);
        boolean isCut = !reached.isEmpty() && days.isInside(bounds.known(), reached.getLast());
        int whole = isCut ? reached.size() - 1 : reached.size();
        Sum sum = new Sum();
        Parts rows = new Parts(account, bounds, whole);
        Parts pieces = new Parts(account, bounds, whole);
        for (SealedDays.Span span : partitions(connection, question)) {
            pieces.add(WHOLE, span.partition());
            pieces.add(NEXT, span.partition());
        }
        addPieces(connection, pieces, sum, rows);
        if (isCut) {
            Parts inPart = new Parts(account, bounds, whole);
            inPart.add(KNOWN, whole);
            inPart.add(KNOWN_IN_PART, whole);
            addPieces(connection, inPart, sum, rows);
        }
        addRows(connection, rows, sum);
        return sum;
    }

    private void addPieces(Connection connection, Parts pieces, Sum sum, Parts rows) throws SQLException {
        if (pieces.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = pieces.prepare(connection);
                ResultSet piece = statement.executeQuery()) {
            while (piece.next()) {
                sum.debits = Math.addExact(sum.debits, piece.getLong(2));
                sum.credits = Math.addExact(sum.credits, piece.getLong(3));
                Long[] cut = rows(piece, pieces.bounds);
                if (cut != null) {
                    rows.add(ROWS, piece.getInt(1), cut);
                }
            }
        }
    }

    /** Rows of a piece that counts in part; null when the piece counts as a whole or not at all. */
    private Long @Nullable [] rows(ResultSet piece, Bounds bounds) throws SQLException {
        long first = piece.getLong(4);
        if (piece.wasNull() || first > bounds.untilMicros() || piece.getArray(5) == null) {
            return null;
        }
        Integer[] places = (Integer[]) piece.getArray(5).getArray();
        Long[] seqs = new Long[places.length];
        for (int i = 0; i < places.length; i++) {
            seqs[i] = days.begin(piece.getInt(1)) + places[i];
        }
        return seqs;
    }

    private static void addRows(Connection connection, Parts rows, Sum sum) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = rows.prepare(connection);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                long own = row.getLong(4);
                if (row.wasNull()) {
                    own = LogMemory.NO_TIME;
                }
                if (rows.bounds.admits(new Bounds.Row(LedgerId.position(row.getLong(1)), own))) {
                    boolean debited = row.getInt(2) == rows.account;
                    sum.debits = Math.addExact(sum.debits, debited ? row.getLong(3) : 0);
                    sum.credits = Math.addExact(sum.credits, debited ? 0 : row.getLong(3));
                }
            }
        }
    }
}
