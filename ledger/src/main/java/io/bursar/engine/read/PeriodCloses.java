package io.bursar.engine.read;

import io.bursar.engine.EntryKind;
import io.bursar.engine.LedgerId;
import io.bursar.engine.PeriodClose;
import io.bursar.engine.log.Json;
import io.bursar.engine.log.KeyCodec;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.Micros;
import io.bursar.engine.log.Queries;
import io.bursar.engine.log.StoredCommand;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Closes of periods and reopenings: seals name those in sealed partitions, memory is gone through for the others. */
final class PeriodCloses {
    private static final String SEALED = """
            SELECT r.seq
            FROM ledger.seal s
            CROSS JOIN LATERAL unnest(s.period_rows) r (seq)
            WHERE s.book = ? AND s.partition < ? AND r.seq < ?
            ORDER BY r.seq DESC
            LIMIT ?
            """;

    private final Queries queries;
    private final SealedLog sealed;
    private final int book;

    PeriodCloses(Queries queries, SealedLog sealed, int book) {
        this.queries = queries;
        this.sealed = sealed;
        this.book = book;
    }

    /** Null when rows were sealed and dropped meanwhile. */
    @Nullable
    List<PeriodClose> find(AsOfSums.Sight sight, long before, int limit) {
        long end = before == 0 ? Long.MAX_VALUE : before;
        List<PeriodClose> found = new ArrayList<>();
        boolean whole = sight.tail().all(EntryKind.PERIOD_CLOSED, (rows, position) -> {
            if (found.size() < limit && rows.seq(position) < end) {
                found.add(view(
                        new FoundCommand(rows, position, sight.now().times().timeOf(position))));
            }
        });
        if (!whole) {
            return null;
        }
        if (found.size() < limit) {
            int partitions = sight.now().memory().partitionOf(sight.tail().first());
            queries.run(connection -> {
                for (long seq : sealed(connection, partitions, end, limit - found.size())) {
                    long position = LedgerId.position(seq);
                    LogMemory row = sealed.fetch(connection, position, position);
                    found.add(view(new FoundCommand(row, position, sealed.recordedAt(connection, position))));
                }
                return true;
            });
        }
        return found;
    }

    private List<Long> sealed(Connection connection, int partitions, long end, int limit) throws SQLException {
        List<Long> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SEALED)) {
            statement.setInt(1, book);
            statement.setInt(2, partitions);
            statement.setLong(3, end);
            statement.setInt(4, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(row.getLong(1));
                }
            }
        }
        return rows;
    }

    /** A close as its row has it. */
    static PeriodClose view(FoundCommand found) {
        LogMemory rows = found.rows();
        long position = found.first();
        Map<String, Object> detail = Json.parse(rows.detail(position));
        Object before = detail.get("before");
        byte[] key = rows.key(position);
        return new PeriodClose(
                rows.seq(position),
                before == null ? null : Micros.toInstant((Long) before),
                Micros.toInstant(found.recordedAt()),
                key == null ? null : KeyCodec.decode(key),
                (String) detail.get("ref"),
                StoredCommand.strings(detail.get("meta")));
    }
}
