package io.bursar.engine.doctor;

import io.bursar.engine.doctor.scan.Hash;
import io.bursar.engine.doctor.scan.HashRuns;
import io.bursar.engine.doctor.scan.KeyForm;
import io.bursar.engine.doctor.scan.LogRow;
import io.bursar.engine.doctor.scan.Partitions;
import io.bursar.engine.doctor.scan.Snapshot;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** No key twice. Hashes find suspects; their rows are then read again and compared in full. */
final class Keys implements AutoCloseable {
    private static final int RUN_LENGTH = 4_000_000;

    private final Findings findings;
    private final HashRuns hashes = new HashRuns(RUN_LENGTH);
    long count;

    Keys(Findings findings) {
        this.findings = findings;
    }

    void look(LogRow row) {
        byte[] key = row.key;
        if (key == null) {
            return;
        }
        count++;
        hashes.add(Hash.of(key));
        String mistake = KeyForm.mistake(key);
        if (mistake != null) {
            findings.damage(Check.KEY_FORM, row.seq, "the key is not stored as keys are: %s", mistake);
        }
        if (!row.bodyHashed) {
            findings.damage(Check.KEY_FORM, row.seq, "a key without the hash of its body");
        }
    }

    void finish(Snapshot snapshot, Iterable<Partitions.Partition> partitions) throws SQLException {
        Set<Long> suspects = hashes.repeated();
        if (suspects.isEmpty()) {
            return;
        }
        Map<ByteBuffer, Long> seen = new HashMap<>();
        for (Partitions.Partition partition : partitions) {
            snapshot.read(
                    "SELECT seq, key FROM " + partition.logTable() + " WHERE key IS NOT NULL ORDER BY seq",
                    row -> confirm(row.number(), row.bytes(), suspects, seen));
        }
    }

    private void confirm(long seq, byte @Nullable [] key, Set<Long> suspects, Map<ByteBuffer, Long> seen) {
        if (key == null || !suspects.contains(Hash.of(key))) {
            return;
        }
        Long first = seen.putIfAbsent(ByteBuffer.wrap(key), seq);
        if (first != null && first != seq) {
            findings.damage(
                    Check.KEYS,
                    seq,
                    "key %s was used before, at row %d",
                    KeyForm.show(key),
                    io.bursar.engine.LedgerId.position(first));
        }
    }

    @Override
    public void close() {
        hashes.close();
    }
}
