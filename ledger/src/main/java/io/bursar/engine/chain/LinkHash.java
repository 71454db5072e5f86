package io.bursar.engine.chain;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Hashes batches one after another. A row's hash is SHA-256(0 ‖ row), a batch's SHA-256(1 ‖ hash before ‖ batch ‖ its
 * rows' hashes in order), where row and batch are in PostgreSQL's binary COPY form.
 */
public final class LinkHash {
    public static final int BYTES = 32;

    private static final byte ROW = 0;
    private static final byte BATCH = 1;

    private final MessageDigest row = sha256();
    private final MessageDigest batch = sha256();
    private final byte[] rowHash = new byte[BYTES];

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** What comes before the first batch. */
    public static byte[] beginning() {
        return new byte[BYTES];
    }

    public void begin(byte[] previous, Batch next) {
        batch.reset();
        batch.update(BATCH);
        batch.update(previous);
        batch.update(next.tuple());
    }

    /** @return the row's own hash, overwritten at the next row */
    public byte[] row(ByteBuffer tuple) {
        row.update(ROW);
        row.update(tuple);
        try {
            row.digest(rowHash, 0, BYTES);
        } catch (DigestException impossible) {
            throw new IllegalStateException("a SHA-256 has 32 bytes", impossible);
        }
        batch.update(rowHash);
        return rowHash;
    }

    public byte[] end() {
        return batch.digest();
    }
}
