package io.bursar.engine.doctor;

import io.bursar.engine.LedgerId;
import io.bursar.engine.doctor.scan.Partitions;
import io.bursar.engine.doctor.scan.Snapshot;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sealed partitions: in order, full, indexed, and with a filter that knows their keys. */
final class Seals {
    private static final String QUERY = "SELECT partition, last_seq FROM ledger.seal WHERE book = ? ORDER BY partition";
    private static final String FILTER = "SELECT key_filter FROM ledger.seal WHERE book = ? AND partition = ?";
    private static final String INDEXES = """
            SELECT c.relname, x.indisvalid AND x.indisready, x.indisunique
            FROM pg_index x
            JOIN pg_class c ON c.oid = x.indexrelid
            WHERE x.indrelid = ANY (ARRAY[to_regclass(?), to_regclass(?)]::oid[])""";

    private final Snapshot snapshot;
    private final int book;
    private final Findings findings;
    private final Map<Integer, Long> lastSeqs = new HashMap<>();
    private int sealedInARow;

    Seals(Snapshot snapshot, int book, Findings findings) throws SQLException {
        this.snapshot = snapshot;
        this.book = book;
        this.findings = findings;
        try (PreparedStatement statement = snapshot.query(QUERY)) {
            statement.setInt(1, book);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    add(rows.getInt(1), rows.getLong(2));
                }
            }
        }
    }

    private void add(int partition, long lastSeq) {
        lastSeqs.put(partition, lastSeq);
        if (partition == sealedInARow) {
            sealedInARow++;
        } else {
            findings.damage(Check.SEALS, place(partition), "is sealed, partition %d is not", sealedInARow);
        }
    }

    /** Position up to which partitions are sealed without a hole; the book's start when none is. */
    long watermark() {
        return sealedInARow == 0 ? LedgerId.of(book, 0) : lastSeqs.getOrDefault(sealedInARow - 1, 0L);
    }

    boolean isSealed(int partition) {
        return lastSeqs.containsKey(partition);
    }

    /** Looks at seals and indexes; the log's last row tells which partitions can be full. */
    void look(List<Partitions.Partition> partitions, long logEnd) throws SQLException {
        Map<Integer, Long> unknown = new HashMap<>(lastSeqs);
        int waiting = 0;
        for (Partitions.Partition partition : partitions) {
            Long lastSeq = unknown.remove(partition.number());
            if (lastSeq == null) {
                waiting += partition.lastSeq() <= logEnd ? 1 : 0;
            } else {
                look(partition, lastSeq, logEnd);
            }
        }
        if (waiting > 0) {
            findings.notice(Check.SEALS, new Finding.Place.Book(book), "%d full partitions wait to be sealed", waiting);
        }
        unknown.forEach((number, seq) ->
                findings.damage(Check.SEALS, place(number), "is sealed, but it is no partition of the log"));
    }

    private void look(Partitions.Partition partition, long lastSeq, long logEnd) throws SQLException {
        if (lastSeq != partition.lastSeq() || lastSeq > logEnd) {
            findings.damage(
                    Check.SEALS,
                    place(partition.number()),
                    "is sealed at row %d, ends at row %d; the log ends at %d",
                    LedgerId.position(lastSeq),
                    LedgerId.position(partition.lastSeq()),
                    LedgerId.position(logEnd));
        }
        Map<String, String> found = indexes(partition);
        expect(partition, found, partition.logName() + "_pkey", "valid unique");
        expect(partition, found, partition.logName() + "_key", "valid unique");
        expect(partition, found, partition.dayName() + "_account", "valid");
    }

    private void expect(Partitions.Partition partition, Map<String, String> found, String index, String state) {
        String is = found.get(index);
        if (!state.equals(is)) {
            findings.damage(
                    Check.INDEXES,
                    place(partition.number()),
                    "index %s is %s, should be %s",
                    index,
                    is == null ? "missing" : is,
                    state);
        }
    }

    private Map<String, String> indexes(Partitions.Partition partition) throws SQLException {
        Map<String, String> found = new HashMap<>();
        try (PreparedStatement statement = snapshot.query(INDEXES)) {
            statement.setString(1, partition.logTable());
            statement.setString(2, partition.dayTable());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String state = (rows.getBoolean(2) ? "valid" : "invalid") + (rows.getBoolean(3) ? " unique" : "");
                    found.put(rows.getString(1), state);
                }
            }
        }
        return found;
    }

    /** The key filter of a sealed partition; null when it is not sealed. */
    byte @Nullable [] filter(int partition) throws SQLException {
        if (!isSealed(partition)) {
            return null;
        }
        try (PreparedStatement statement = snapshot.query(FILTER)) {
            statement.setInt(1, book);
            statement.setInt(2, partition);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getBytes(1) : null;
            }
        }
    }

    private static Finding.Place place(int partition) {
        return new Finding.Place.Partition(partition);
    }
}
