package io.bursar.engine.doctor;

import io.bursar.engine.LedgerId;
import io.bursar.engine.doctor.scan.HashChain;
import io.bursar.engine.doctor.scan.LogRow;
import io.bursar.engine.doctor.scan.Snapshot;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Positions without gaps, and batches that cover them exactly. */
final class Batches implements AutoCloseable, HashChain.Current {
    private static final String QUERY = """
            SELECT number, first_seq, last_seq, (extract(epoch FROM at) * 1000000)::int8, nonce
            FROM ledger.batch
            WHERE book = ?
            ORDER BY number""";

    private final Findings findings;
    private final PreparedStatement statement;
    private final ResultSet batches;
    private long expectedSeq;
    private long number;
    private long first;
    private long last;
    private long at;
    private long nonce;
    private boolean ended;

    Batches(Snapshot snapshot, int book, Findings findings) throws SQLException {
        this.findings = findings;
        expectedSeq = LedgerId.of(book, 1);
        first = expectedSeq;
        last = expectedSeq - 1;
        statement = snapshot.query(QUERY);
        statement.setInt(1, book);
        batches = statement.executeQuery();
    }

    /** Places a row in the order. @return whether it belongs to the log and was not seen before */
    boolean accept(LogRow row) throws SQLException {
        if (row.seq < expectedSeq) {
            findings.damage(Check.POSITIONS, row.seq, "this position is there twice");
            return false;
        }
        if (row.seq > expectedSeq) {
            findings.damage(
                    Check.POSITIONS,
                    row.seq,
                    "positions %d to %d are missing",
                    LedgerId.position(expectedSeq),
                    LedgerId.position(row.seq) - 1);
        }
        expectedSeq = row.seq + 1;
        while (row.seq > last && !ended) {
            advance();
        }
        if (ended) {
            findings.damage(Check.BATCHES, row.seq, "the row lies after the last batch, %d", number);
            return false;
        }
        if (row.seq < first) {
            findings.damage(Check.BATCHES, row.seq, "the row belongs to no batch; batch %d begins later", number);
        }
        return true;
    }

    private void advance() throws SQLException {
        if (!batches.next()) {
            ended = true;
            return;
        }
        long previous = number;
        long previousLast = last;
        long previousAt = at;
        number = batches.getLong(1);
        first = batches.getLong(2);
        last = batches.getLong(3);
        at = batches.getLong(4);
        nonce = batches.getLong(5);
        Finding.Place here = new Finding.Place.Batch(number);
        if (number != previous + 1) {
            findings.damage(Check.BATCHES, here, "batch %d should come after batch %d", previous + 1, previous);
        }
        if (first != previousLast + 1) {
            findings.damage(
                    Check.BATCHES,
                    here,
                    "begins at row %d, but the batch before it ends at row %d",
                    LedgerId.position(first),
                    LedgerId.position(previousLast));
        }
        if (at < previousAt) {
            findings.damage(Check.TIMES, here, "is %d µs earlier than batch %d", previousAt - at, previous);
        }
    }

    /** Time of the row's batch, microseconds. */
    long at() {
        return at;
    }

    /** The row's batch as binary COPY would write it. */
    @Override
    public byte[] tuple(int book) {
        ByteBuffer tuple = ByteBuffer.allocate(70).putShort((short) 6).putInt(4).putInt(book);
        for (long value : new long[] {number, nonce, first, last, at - LogRow.EPOCH_2000_MICROS}) {
            tuple.putInt(8).putLong(value);
        }
        return tuple.array();
    }

    /** Whether the row is the last of its batch. */
    @Override
    public boolean endsWith(LogRow row) {
        return row.seq == last;
    }

    /** Number of the row's batch. */
    @Override
    public long number() {
        return number;
    }

    /** Rows that batches promise and the log lacks. */
    void finish() throws SQLException {
        while (!ended) {
            if (last >= expectedSeq) {
                findings.damage(
                        Check.POSITIONS,
                        new Finding.Place.Batch(number),
                        "its last row is %d, but the log ends at %d",
                        LedgerId.position(last),
                        LedgerId.position(expectedSeq) - 1);
                expectedSeq = last + 1;
            }
            advance();
        }
    }

    long lastSeq() {
        return expectedSeq - 1;
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
