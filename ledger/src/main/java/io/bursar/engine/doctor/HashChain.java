package io.bursar.engine.doctor;

import io.bursar.engine.doctor.scan.BinaryCopy;
import io.bursar.engine.doctor.scan.LogRow;
import io.bursar.engine.doctor.scan.Snapshot;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Recomputes the chain of hashes; the newest batches may have none yet. */
final class HashChain implements AutoCloseable {
    private static final String QUERY = "SELECT number, hash FROM ledger.chain WHERE book = ? ORDER BY number";

    private final int book;
    private final Findings findings;
    private final PreparedStatement statement;
    private final ResultSet links;
    private final MessageDigest row = sha256();
    private final MessageDigest batch = sha256();
    /** Number of the link that is read next; {@link Long#MAX_VALUE} after the last. */
    private long linked;

    private byte @Nullable [] link;
    private byte[] previous = new byte[32];
    private long begun;
    private long missing;
    private long last;

    HashChain(Snapshot snapshot, int book, Findings findings) throws SQLException {
        this.book = book;
        this.findings = findings;
        statement = snapshot.query(QUERY);
        statement.setInt(1, book);
        links = statement.executeQuery();
        advance();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private void advance() throws SQLException {
        if (links.next()) {
            linked = links.getLong(1);
            link = links.getBytes(2);
            last = linked;
        } else {
            linked = Long.MAX_VALUE;
            link = null;
        }
    }

    /** Number of the last batch that has a hash. */
    long last() {
        return last;
    }

    void row(LogRow at, BinaryCopy bytes, Batches batches) throws SQLException {
        if (begun != batches.number()) {
            // Of a batch that is cut off the rows and the hash cannot agree; say so, and go on with the next one.
            if (begun != 0) {
                compare();
            }
            begun = batches.number();
            batch.update((byte) 1);
            batch.update(previous);
            batch.update(batches.tuple(book));
        }
        row.update((byte) 0);
        bytes.feedTo(row);
        batch.update(row.digest());
        if (batches.endsWith(at)) {
            compare();
            begun = 0;
        }
    }

    private void compare() throws SQLException {
        byte[] computed = batch.digest();
        while (linked < begun) {
            stray();
        }
        if (linked > begun) {
            missing = missing == 0 ? begun : missing;
            previous = computed;
            return;
        }
        Finding.Place here = new Finding.Place.Batch(begun);
        if (missing != 0) {
            findings.damage(
                    Check.HASH_CHAIN,
                    new Finding.Place.Batch(missing),
                    "it has no hash, but batch %d after it has one",
                    begun);
            missing = 0;
        }
        byte[] stored = link;
        if (stored == null || !MessageDigest.isEqual(computed, stored)) {
            findings.damage(
                    Check.HASH_CHAIN, here, "its hash is not that of its rows, its own row and the hash before it");
        }
        previous = stored == null ? computed : stored;
        advance();
    }

    private void stray() throws SQLException {
        findings.damage(Check.HASH_CHAIN, new Finding.Place.Batch(linked), "it has a hash, but it is not there");
        advance();
    }

    /** After the last row. */
    void finish() throws SQLException {
        if (begun != 0) {
            compare();
        }
        while (linked != Long.MAX_VALUE) {
            stray();
        }
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
