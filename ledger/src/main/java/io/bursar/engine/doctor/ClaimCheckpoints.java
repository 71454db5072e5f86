package io.bursar.engine.doctor;

import io.bursar.engine.LedgerId;
import io.bursar.engine.doctor.scan.LogRow;
import io.bursar.engine.doctor.scan.Snapshot;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** {@code ledger.claim}, read in order of position beside the log. A claim changes as a command's first row is read. */
final class ClaimCheckpoints implements AutoCloseable {
    private static final String QUERY = """
            SELECT seq, target, (extract(epoch FROM expires_at) * 1000000)::int8, shares, kind, state, taken
            FROM ledger.claim
            WHERE target BETWEEN ? AND ?
            ORDER BY seq, target""";

    private final Targets targets;
    private final Findings findings;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private long next = Long.MAX_VALUE;
    private final Map<Long, Long> checkpointed = new HashMap<>();
    private final Map<Long, Long> changedWhenSealed = new HashMap<>();

    ClaimCheckpoints(Snapshot snapshot, int book, Targets targets, Findings findings) throws SQLException {
        this.targets = targets;
        this.findings = findings;
        statement = snapshot.query(QUERY);
        statement.setLong(1, LedgerId.of(book, 0));
        statement.setLong(2, LedgerId.of(book, 0) | ((1L << LedgerId.POSITION_BITS) - 1));
        rows = statement.executeQuery();
        advance();
    }

    /** A command that begins at this row is about to be folded. */
    void before(long seq) throws SQLException {
        while (next < seq) {
            compare();
            advance();
        }
    }

    /** The log was folded up to the end of the last sealed partition. */
    void sealed() {
        targets.all().forEach((id, target) -> {
            if (target.changed > 0) {
                changedWhenSealed.put(id, target.changed);
            }
        });
    }

    void finish(long lastSeq) throws SQLException {
        before(lastSeq + 1);
        if (next != Long.MAX_VALUE) {
            findings.damage(
                    Check.CLAIM_CHECKPOINTS,
                    place(),
                    "is of row %d, which the log has not reached",
                    LedgerId.position(next));
        }
        for (Long id : new TreeSet<>(changedWhenSealed.keySet())) {
            long changed = changedWhenSealed.getOrDefault(id, 0L);
            long seq = checkpointed.getOrDefault(id, 0L);
            if (seq < changed) {
                findings.damage(
                        Check.CLAIM_CHECKPOINTS,
                        new Finding.Place.Claim(id),
                        "%s, but sealed row %d changed it",
                        seq == 0 ? "has no checkpoint" : "is checkpointed at row " + LedgerId.position(seq),
                        LedgerId.position(changed));
            }
        }
    }

    private void advance() throws SQLException {
        next = rows.next() ? rows.getLong(1) : Long.MAX_VALUE;
    }

    private Finding.Place place() throws SQLException {
        return new Finding.Place.Claim(rows.getLong(2));
    }

    private void compare() throws SQLException {
        long id = rows.getLong(2);
        Targets.Target target = targets.get(id);
        checkpointed.put(id, next);
        if (target == null) {
            findings.damage(Check.CLAIM_CHECKPOINTS, place(), "the log has no such hold and no reversal of it");
            return;
        }
        long expires = rows.getLong(3);
        expect("expires_at", target.expires, rows.wasNull() ? LogRow.NONE : expires);
        expect("shares", target.shares, rows.getLong(4));
        expect("kind", target.kind.code(), rows.getLong(5));
        expect("state", target.state.code(), rows.getLong(6));
        long[] taken = numbers(rows.getArray(7));
        if (!Arrays.equals(taken, target.taken())) {
            findings.damage(
                    Check.CLAIM_CHECKPOINTS,
                    place(),
                    "taken is %s at row %d by the log, the checkpoint says %s",
                    Arrays.toString(target.taken()),
                    LedgerId.position(next),
                    Arrays.toString(taken));
        }
    }

    private void expect(String column, long folded, long stored) throws SQLException {
        if (folded != stored) {
            findings.damage(
                    Check.CLAIM_CHECKPOINTS,
                    place(),
                    "%s is %d at row %d by the log, the checkpoint says %d",
                    column,
                    folded,
                    LedgerId.position(next),
                    stored);
        }
    }

    private static long[] numbers(Array array) throws SQLException {
        Object[] elements = (Object[]) array.getArray();
        long[] numbers = new long[elements.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = elements[i] instanceof Long number ? number : LogRow.NONE;
        }
        return numbers;
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
