package io.bursar.engine.read;

import io.bursar.engine.AccountRef;
import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.Outcome;
import io.bursar.engine.evaluate.Prepared;
import io.bursar.engine.evaluate.SealedAnswers;
import io.bursar.engine.log.CommandFields;
import io.bursar.engine.log.FetchRows;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.log.Micros;
import io.bursar.engine.log.RejectionDetail;
import io.bursar.engine.log.StoredCommand;
import io.bursar.engine.state.Claim;
import io.bursar.money.Invariant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Reads sealed partitions, each addressed by itself: by primary key, by key, and claims with their legs. */
public final class SealedLog {
    /** Most rows that one command can leave. */
    private static final int COMMAND_ROWS_MAX = 6_000;

    private static final int FIRST_ROWS = 16;

    private static final String RECORDED_AT = """
            SELECT (extract(epoch FROM at) * 1000000)::int8
            FROM ledger.batch
            WHERE book = ? AND first_seq <= ?
            ORDER BY first_seq DESC
            LIMIT 1
            """;

    private static final String CLAIMS = """
            SELECT target, seq, (extract(epoch FROM expires_at) * 1000000)::int8, shares, kind, state, taken
            FROM ledger.claim
            WHERE target = ANY (?)
            """;

    private static final String OPEN_HOLDS = """
            SELECT target
            FROM ledger.claim
            WHERE target >= ? AND target < ? AND kind = 1 AND state = 1
            ORDER BY target DESC
            LIMIT ?
            """;

    private final LogShape shape;
    private final int book;
    private final int partitionBits;

    public SealedLog(LogShape shape) {
        this.shape = shape;
        this.book = shape.book();
        this.partitionBits = shape.partitionBits();
    }

    private String table(long position) {
        return "ledger.log_" + book + "_" + (position >>> partitionBits);
    }

    /**
     * The rows of the command that begins at a position, or from a row in the middle of it on; alone in a memory of
     * their own.
     *
     * @param lastPosition last position that may be read
     */
    public @Nullable LogMemory command(Connection connection, long first, long lastPosition) throws SQLException {
        int rows = FIRST_ROWS;
        while (true) {
            LogMemory memory = fetch(connection, first, Math.min(lastPosition, first + rows - 1));
            if (memory.nextPosition() == first) {
                return null;
            }
            long end = new StoredCommand(memory, SealedLog::noName).end(first);
            boolean whole = end < memory.nextPosition() || memory.nextPosition() > lastPosition;
            if (whole || rows >= COMMAND_ROWS_MAX) {
                return memory;
            }
            rows = Math.min(rows * 16, COMMAND_ROWS_MAX);
        }
    }

    private static AccountRef noName(int number) {
        throw new IllegalStateException("names are not needed, asked for account " + number);
    }

    /** Rows from first to last, as far as they exist. */
    public LogMemory fetch(Connection connection, long first, long last) throws SQLException {
        LogMemory memory = new LogMemory(shape, first);
        if (last < first) {
            return memory;
        }
        memory.reserve(last);
        FetchRows fetch = new FetchRows(connection.unwrap(PGConnection.class), memory);
        for (int partition = memory.partitionOf(first); partition <= memory.partitionOf(last); partition++) {
            long from = Math.max(first, (long) partition << partitionBits);
            long to = Math.min(last, ((long) (partition + 1) << partitionBits) - 1);
            long rows = fetch.fetch(partition, from, to, 0);
            Invariant.check(rows == to - from + 1, "partition %d has %d rows of %d to %d", partition, rows, from, to);
        }
        memory.extendTo(last);
        return memory;
    }

    /** When the batch that holds a position was recorded, microseconds. */
    public long recordedAt(Connection connection, long position) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RECORDED_AT)) {
            statement.setInt(1, book);
            statement.setLong(2, LedgerId.of(book, position));
            try (ResultSet row = statement.executeQuery()) {
                Invariant.check(row.next(), "no batch holds position %d", position);
                return row.getLong(1);
            }
        }
    }

    /** What rows of sealed partitions say beside their columns, by row; those that say nothing are left out. */
    Map<Long, String> details(Connection connection, Collection<Long> rows) throws SQLException {
        Map<Long, List<Long>> byPartition =
                rows.stream().collect(Collectors.groupingBy(row -> LedgerId.position(row) >>> partitionBits));
        Map<Long, String> details = new HashMap<>();
        for (Map.Entry<Long, List<Long>> part : byPartition.entrySet()) {
            String sql = "SELECT seq, detail FROM " + table(part.getKey() << partitionBits)
                    + " WHERE seq = ANY (?) AND detail IS NOT NULL";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setArray(
                        1, connection.createArrayOf("int8", part.getValue().toArray()));
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        details.put(found.getLong(1), found.getString(2));
                    }
                }
            }
        }
        return details;
    }

    /** Position of the row that carries a key in one partition; 0 for none. */
    public long findKey(Connection connection, int partition, byte[] key) throws SQLException {
        String sql = "SELECT seq FROM ledger.log_" + book + "_" + partition + " WHERE key = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? LedgerId.position(row.getLong(1)) : 0;
            }
        }
    }

    /** What the candidates' partitions say of their keys. */
    public SealedAnswers answers(Connection connection, Map<Integer, List<Prepared>> candidates, long lastPosition)
            throws SQLException {
        SealedAnswers answers = new SealedAnswers();
        for (Map.Entry<Integer, List<Prepared>> partition : candidates.entrySet()) {
            answers.putAll(answers(connection, partition.getKey(), partition.getValue(), lastPosition));
        }
        return answers;
    }

    private SealedAnswers answers(Connection connection, int partition, List<Prepared> prepared, long lastPosition)
            throws SQLException {
        SealedAnswers into = new SealedAnswers();
        String sql = "SELECT key, seq, kind, body_hash, detail FROM ledger.log_" + book + "_" + partition
                + " WHERE key = ANY (?)";
        Map<java.nio.ByteBuffer, Prepared> byKey = new HashMap<>();
        for (Prepared one : prepared) {
            byKey.put(java.nio.ByteBuffer.wrap(one.key()), one);
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            byte[][] keys = byKey.values().stream().map(Prepared::key).toArray(byte[][]::new);
            statement.setArray(1, connection.createArrayOf("bytea", keys));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    byte[] key = rows.getBytes(1);
                    Prepared asked = java.util.Objects.requireNonNull(byKey.get(java.nio.ByteBuffer.wrap(key)));
                    into.put(key, answer(connection, rows, asked, lastPosition));
                }
            }
        }
        return into;
    }

    private SealedAnswers.Answer answer(Connection connection, ResultSet row, Prepared asked, long lastPosition)
            throws SQLException {
        long seq = row.getLong(2);
        long bodyHash = row.getLong(4);
        long position = LedgerId.position(seq);
        Outcome.Definite first = row.getInt(3) == EntryKind.REJECTED.code()
                ? RejectionDetail.fromDetail(Json.parse(row.getString(5)))
                : new Outcome.Applied(seq, Micros.toInstant(recordedAt(connection, position)));
        List<String> differing = List.of();
        if (bodyHash != asked.bodyHash()) {
            LogMemory rows = command(connection, position, lastPosition);
            if (rows != null) {
                StoredCommand stored = new StoredCommand(rows, names(connection));
                differing = CommandFields.differing(stored.fields(position), CommandFields.of(asked.command()));
            }
        }
        return new SealedAnswers.Answer(bodyHash, first, differing);
    }

    /** Looks names up in the checkpoints, one by one. */
    public IntFunction<AccountRef> names(Connection connection) {
        Map<Integer, AccountRef> known = new HashMap<>();
        return number -> known.computeIfAbsent(number, n -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT path, currency FROM ledger.account WHERE book = ? AND number = ?")) {
                statement.setInt(1, book);
                statement.setInt(2, n);
                try (ResultSet row = statement.executeQuery()) {
                    Invariant.check(row.next(), "account %d has no checkpoint", n);
                    return AccountRef.of(row.getString(1), row.getString(2));
                }
            } catch (SQLException failed) {
                throw new java.io.UncheckedIOException(new java.io.IOException("reading account " + n, failed));
            }
        });
    }

    /** First rows of commands in one partition whose detail contains a text, newest first. */
    List<Long> containing(Connection connection, int partition, String text) throws SQLException {
        List<Long> rows = new ArrayList<>();
        String sql = "SELECT seq FROM ledger.log_" + book + "_" + partition
                + " WHERE leg = 0 AND strpos(detail, ?) > 0 ORDER BY seq DESC";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, text);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(row.getLong(1));
                }
            }
        }
        return rows;
    }

    /** Holds that checkpoints have as open, older than one, newest first. */
    List<Long> openHolds(Connection connection, long before, int limit) throws SQLException {
        List<Long> holds = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(OPEN_HOLDS)) {
            statement.setLong(1, LedgerId.of(book, 0));
            statement.setLong(2, before);
            statement.setInt(3, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    holds.add(row.getLong(1));
                }
            }
        }
        return holds;
    }

    /** Claims on sealed holds and transactions, with their legs; what is neither is left out. */
    public List<Claim> claims(Connection connection, List<Long> targets) throws SQLException {
        Map<Long, Claim> fresh = freshClaims(connection, targets);
        List<Claim> claims = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(CLAIMS)) {
            statement.setArray(1, connection.createArrayOf("int8", targets.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Claim legs = fresh.remove(row.getLong(1));
                    if (legs != null) {
                        claims.add(stored(legs, row));
                    }
                }
            }
        }
        for (Claim claim : fresh.values()) {
            Invariant.check(claim.kind() == Claim.Kind.TRANSACTION, "hold %d has no checkpoint", claim.target());
            claims.add(claim);
        }
        return claims;
    }

    private static Claim stored(Claim legs, ResultSet row) throws SQLException {
        long expiresAt = row.getLong(3);
        if (row.wasNull()) {
            expiresAt = Claim.NEVER;
        }
        Long[] taken = (Long[]) row.getArray(7).getArray();
        long[] values = new long[taken.length];
        for (int i = 0; i < taken.length; i++) {
            values[i] = taken[i];
        }
        return new Claim(
                legs.target(),
                Claim.Kind.values()[row.getInt(5) - 1],
                Claim.State.values()[row.getInt(6) - 1],
                legs.debit(),
                legs.credit(),
                legs.amount(),
                values,
                row.getInt(4),
                expiresAt,
                row.getLong(2));
    }

    /** Claims from which nothing is taken yet, from the targets' rows. */
    private Map<Long, Claim> freshClaims(Connection connection, List<Long> targets) throws SQLException {
        Map<Long, Claim> claims = new HashMap<>();
        List<Long> longer = freshClaims(connection, targets, FIRST_ROWS, claims);
        freshClaims(connection, longer, COMMAND_ROWS_MAX, claims);
        return claims;
    }

    /**
     * Looks at so many rows from each target on, since SQL cannot tell where a command ends.
     *
     * @return targets that filled them all and may go on
     */
    private List<Long> freshClaims(Connection connection, List<Long> targets, int rowsEach, Map<Long, Claim> into)
            throws SQLException {
        Map<Integer, List<Long>> byPartition = new TreeMap<>();
        for (long target : targets) {
            byPartition
                    .computeIfAbsent((int) (LedgerId.position(target) >>> partitionBits), p -> new ArrayList<>())
                    .add(target);
        }
        List<Long> longer = new ArrayList<>();
        for (List<Long> inPartition : byPartition.values()) {
            List<Long> overEdge = inPartition.stream()
                    .filter(target -> reachesOver(target, rowsEach))
                    .toList();
            List<Long> within = inPartition.stream()
                    .filter(target -> !reachesOver(target, rowsEach))
                    .toList();
            freshClaims(connection, within, legsSql(table(position(inPartition)), rowsEach), into, longer);
            freshClaims(connection, overEdge, legsOverEdgeSql(position(inPartition), rowsEach), into, longer);
        }
        return longer;
    }

    private void freshClaims(
            Connection connection, List<Long> targets, LegsSql sql, Map<Long, Claim> into, List<Long> longer)
            throws SQLException {
        if (targets.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            statement.setArray(1, connection.createArrayOf("int8", targets.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                collect(rows, sql.rowsEach(), into, longer);
            }
        }
    }

    private static long position(List<Long> targets) {
        return LedgerId.position(targets.getFirst());
    }

    private boolean reachesOver(long target, int rowsEach) {
        long first = LedgerId.position(target);
        return (first + rowsEach - 1) >>> partitionBits != first >>> partitionBits;
    }

    private record LegsSql(String text, int rowsEach) {}

    private static final String LEG_COLUMNS = "seq, kind, leg, debit, credit, amount";

    /** A row belongs to the command that begins at the target exactly when its leg is its distance from it. */
    private static LegsSql legsSql(String table, int rowsEach) {
        String rows = "SELECT " + LEG_COLUMNS + " FROM " + table + " WHERE seq >= t.target AND seq < t.target + "
                + rowsEach + " AND leg = seq - t.target";
        return new LegsSql(
                "SELECT t.target, l.* FROM unnest(?::int8[]) t (target) CROSS JOIN LATERAL (" + rows + ") l"
                        + " ORDER BY t.target, l.seq",
                rowsEach);
    }

    /**
     * The same for targets so near their partition's end that their commands may go on in the next one. That one may
     * have no index yet: it is gone through once, not once for each target.
     */
    private LegsSql legsOverEdgeSql(long position, int rowsEach) {
        long edge = ((position >>> partitionBits) + 1) << partitionBits;
        long from = LedgerId.of(book, edge - rowsEach);
        long to = LedgerId.of(book, edge + rowsEach);
        String rows = "SELECT " + LEG_COLUMNS + " FROM %s WHERE seq >= " + from + " AND seq < " + to;
        return new LegsSql(
                "WITH near AS MATERIALIZED (" + rows.formatted(table(position)) + " UNION ALL "
                        + rows.formatted(table(edge)) + ") SELECT t.target, l.* FROM unnest(?::int8[]) t (target)"
                        + " JOIN near l ON l.seq >= t.target AND l.seq < t.target + " + rowsEach
                        + " AND l.leg = l.seq - t.target ORDER BY t.target, l.seq",
                rowsEach);
    }

    private record LegRow(int kind, int debit, int credit, long amount) {}

    private static void collect(ResultSet rows, int rowsEach, Map<Long, Claim> into, List<Long> longer)
            throws SQLException {
        long target = -1;
        List<LegRow> legs = new ArrayList<>();
        while (rows.next()) {
            if (rows.getLong(1) != target) {
                put(into, target, legs);
                target = rows.getLong(1);
                legs.clear();
            }
            // A row whose leg is not its distance from the target belongs to a later command.
            if (rows.getInt(4) == legs.size()) {
                legs.add(new LegRow(rows.getInt(3), rows.getInt(5), rows.getInt(6), rows.getLong(7)));
                if (legs.size() == rowsEach) {
                    longer.add(target);
                }
            }
        }
        put(into, target, legs);
    }

    private static void put(Map<Long, Claim> into, long target, List<LegRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        EntryKind begins = EntryKind.of(rows.getFirst().kind());
        boolean hold = begins == EntryKind.HOLD;
        boolean transaction =
                begins == EntryKind.TRANSFER || begins == EntryKind.REVERSAL || begins == EntryKind.CAPTURE_FREED;
        if (!hold && !transaction) {
            return;
        }
        List<LegRow> legs = rows.stream()
                .filter(row -> hold || EntryKind.of(row.kind()).posts())
                .toList();
        into.put(
                target,
                new Claim(
                        target,
                        hold ? Claim.Kind.HOLD : Claim.Kind.TRANSACTION,
                        Claim.State.OPEN,
                        legs.stream().mapToInt(LegRow::debit).toArray(),
                        legs.stream().mapToInt(LegRow::credit).toArray(),
                        legs.stream().mapToLong(LegRow::amount).toArray(),
                        new long[legs.size()],
                        0,
                        Claim.NEVER,
                        target));
    }
}
