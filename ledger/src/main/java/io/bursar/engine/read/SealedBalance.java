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
 * One account's sum over sealed partitions, in two statements: look-ups of pieces in every partition that matters, then
 * the rows of pieces that the question cuts. Each look-up is as plain as can be, for with many partitions planning is
 * what costs.
 */
final class SealedBalance {
    /** Up to the last piece that counts as a whole. */
    private static final String WHOLE = """
            (SELECT {partition}, debits_before + debits, credits_before + credits, NULL::int8, NULL::int4[]
            FROM {day}
            WHERE account = {account} AND last_effective <= {until}
            ORDER BY last_effective DESC, piece DESC
            LIMIT 1)
            """;

    /** The piece after it, whose first rows may count. */
    private static final String NEXT = """
            (SELECT {partition}, 0::int8, 0::int8, (extract(epoch FROM first_effective) * 1000000)::int8,
                CASE WHEN first_effective <= {until} THEN rows END
            FROM {day}
            WHERE account = {account} AND last_effective > {until}
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

    private static final Pattern PARAMETER = Pattern.compile("\\{(account|until|known|rows)}");

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

        Parts(int account, Bounds bounds) {
            this.account = account;
            this.bounds = bounds;
        }

        void add(String sql, int partition, Long... rows) {
            Matcher parameter = PARAMETER.matcher(days.in(sql, partition));
            texts.add(parameter.replaceAll(found -> switch (found.group(1)) {
                case "account" -> bind(account, "?");
                case "until" -> bind(bounds.untilMicros(), "timestamptz 'epoch' + ? * interval '1 microsecond'");
                case "known" -> bind(days.seq(bounds.known()), "?");
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

    /**
     * While they are few, all partitions that the known row reaches: the statement is then the same for every time that
     * is asked for, and the server plans it once. Of many, only those that matter.
     */
    private List<SealedDays.Span> partitions(Connection connection, SealedDays.Question question) throws SQLException {
        List<SealedDays.Span> known = days.knownSpans(connection, question);
        return known.size() <= PARTITIONS_FEW ? known : days.spans(connection, question);
    }

    Sum sum(Connection connection, SealedDays.Question question, int account) throws SQLException {
        Bounds bounds = question.bounds();
        Sum sum = new Sum();
        Parts pieces = new Parts(account, bounds);
        for (SealedDays.Span span : partitions(connection, question)) {
            if (days.isInside(bounds.known(), span)) {
                pieces.add(KNOWN, span.partition());
                pieces.add(KNOWN_IN_PART, span.partition());
            } else {
                pieces.add(WHOLE, span.partition());
                pieces.add(NEXT, span.partition());
            }
        }
        if (pieces.isEmpty()) {
            return sum;
        }
        Parts rows = new Parts(account, bounds);
        try (PreparedStatement statement = pieces.prepare(connection);
                ResultSet piece = statement.executeQuery()) {
            while (piece.next()) {
                sum.debits = Math.addExact(sum.debits, piece.getLong(2));
                sum.credits = Math.addExact(sum.credits, piece.getLong(3));
                Long[] cut = rows(piece, bounds);
                if (cut != null) {
                    rows.add(ROWS, piece.getInt(1), cut);
                }
            }
        }
        if (!rows.isEmpty()) {
            addRows(connection, rows, sum);
        }
        return sum;
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
