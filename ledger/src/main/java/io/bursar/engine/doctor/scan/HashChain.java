package io.bursar.engine.doctor.scan;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Recomputes the chain of hashes and reads the stored one beside it; the newest batches may have none yet. */
public final class HashChain implements AutoCloseable {
    private static final String QUERY = "SELECT number, hash FROM ledger.chain WHERE book = ? ORDER BY number";

    private final int book;
    private final Differences differences;
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

    /** The batch to which a row belongs. */
    public interface Current {
        long number();

        /** Its row as binary COPY would write it. */
        byte[] tuple(int book);

        boolean endsWith(LogRow row);
    }

    /** Told of each batch whose stored hash is not the computed one, or has none, or is none. */
    @FunctionalInterface
    public interface Differences {
        void differs(long batch, String what);
    }

    public HashChain(Snapshot snapshot, int book, Differences differences) throws SQLException {
        this.book = book;
        this.differences = differences;
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
    public long last() {
        return last;
    }

    /** The next row, all of whose columns were read from the bytes. */
    public void row(LogRow at, BinaryCopy bytes, Current current) throws SQLException {
        if (begun != current.number()) {
            // Of a batch that is cut off the rows and the hash cannot agree; say so, and go on with the next one.
            if (begun != 0) {
                compare();
            }
            begun = current.number();
            batch.update((byte) 1);
            batch.update(previous);
            batch.update(current.tuple(book));
        }
        row.update((byte) 0);
        bytes.feedTo(row);
        batch.update(row.digest());
        if (current.endsWith(at)) {
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
        if (missing != 0) {
            differences.differs(missing, "it has no hash, but batch " + begun + " after it has one");
            missing = 0;
        }
        byte[] stored = link;
        if (stored == null || !MessageDigest.isEqual(computed, stored)) {
            differences.differs(begun, "its hash is not that of its rows, its own row and the hash before it");
        }
        previous = stored == null ? computed : stored;
        advance();
    }

    private void stray() throws SQLException {
        differences.differs(linked, "it has a hash, but it is not there");
        advance();
    }

    /** After the last row. */
    public void finish() throws SQLException {
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
