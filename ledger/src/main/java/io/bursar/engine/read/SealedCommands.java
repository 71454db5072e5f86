package io.bursar.engine.read;

import io.bursar.engine.LedgerId;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.LogShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads many short commands of sealed partitions at once, one statement a partition. */
final class SealedCommands {
    /** Rows of a command that are asked for; one that fills them all may go on, and is left to be read alone. */
    private static final int ROWS_EACH = 8;

    private static final String ROWS = """
            SELECT t.id, l.seq, l.kind, l.leg, l.debit, l.credit, l.amount, l.debit_balance, l.credit_balance,
                (extract(epoch FROM l.effective_at) * 1000000)::int8, l.key, l.body_hash, l.detail,
                (extract(epoch FROM b.at) * 1000000)::int8
            FROM unnest(?::int8[]) t (id)
            CROSS JOIN LATERAL (
                SELECT x.at FROM ledger.batch x WHERE x.book = ? AND x.first_seq <= t.id
                ORDER BY x.first_seq DESC LIMIT 1) b
            CROSS JOIN LATERAL (
                SELECT * FROM ledger.log_%d_%d x
                WHERE x.seq >= t.id AND x.seq < t.id + %d AND x.leg = x.seq - t.id OFFSET 0) l
            ORDER BY t.id, l.seq
            """;

    private final LogShape shape;

    SealedCommands(LogShape shape) {
        this.shape = shape;
    }

    /** The commands that begin at these rows; those that are long, near their partition's end, or none are left out. */
    Map<Long, FoundCommand> read(Connection connection, List<Long> ids) throws SQLException {
        Map<Long, List<Long>> byPartition =
                ids.stream().collect(Collectors.groupingBy(id -> LedgerId.position(id) >>> shape.partitionBits()));
        Map<Long, FoundCommand> found = new HashMap<>();
        for (Map.Entry<Long, List<Long>> partition : byPartition.entrySet()) {
            String sql = ROWS.formatted(shape.book(), partition.getKey(), ROWS_EACH);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setArray(
                        1, connection.createArrayOf("int8", partition.getValue().toArray()));
                statement.setInt(2, shape.book());
                try (ResultSet row = statement.executeQuery()) {
                    collect(row, found);
                }
            }
        }
        return found;
    }

    private void collect(ResultSet row, Map<Long, FoundCommand> into) throws SQLException {
        List<FoundCommand> found = new ArrayList<>();
        while (row.next()) {
            long first = LedgerId.position(row.getLong(1));
            if (found.isEmpty() || found.getLast().first() != first) {
                LogMemory rows = new LogMemory(shape, first);
                rows.reserve(first + ROWS_EACH - 1);
                found.add(new FoundCommand(rows, first, row.getLong(14)));
            }
            put(row, found.getLast().rows());
        }
        for (FoundCommand command : found) {
            long next = command.rows().nextPosition();
            boolean mayGoOn = next - command.first() == ROWS_EACH || next % (1L << shape.partitionBits()) == 0;
            if (!mayGoOn) {
                into.put(LedgerId.of(shape.book(), command.first()), command);
            }
        }
    }

    private static void put(ResultSet row, LogMemory rows) throws SQLException {
        long position = LedgerId.position(row.getLong(2));
        rows.put(position, row.getInt(3), row.getInt(4));
        rows.setMoney(position, row.getInt(5), row.getInt(6), row.getLong(7));
        rows.setDebitSide(position, row.getLong(8), 0);
        rows.setCreditSide(position, row.getLong(9), 0);
        long effectiveAt = row.getLong(10);
        if (!row.wasNull()) {
            rows.setEffectiveAt(position, effectiveAt);
        }
        byte[] key = row.getBytes(11);
        if (key != null) {
            rows.setKey(position, key, row.getLong(12));
        }
        rows.setDetail(position, row.getString(13));
        rows.extendTo(position);
    }
}
