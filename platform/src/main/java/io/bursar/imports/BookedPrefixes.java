package io.bursar.imports;

import io.bursar.ledger.Book;
import io.bursar.money.Invariant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Remembers how far a file was booked, so that a repeated import need not ask the ledger about each row. A prefix is
 * known by what it says, not by the file's name.
 */
final class BookedPrefixes {
    private static final String FIND = "SELECT count(*) FROM imports.booked_prefix WHERE digest = ?";

    private static final String ADD = """
            INSERT INTO imports.booked_prefix (digest, rows)
            VALUES (?, ?)
            ON CONFLICT ON CONSTRAINT booked_prefix_pkey DO NOTHING
            """;

    private final JdbcClient database;
    private final MessageDigest digest;
    private long rows;

    /** The rows up to somewhere. */
    record Prefix(byte[] digest, long rows) {}

    /** @param book number of the book: what one has booked says nothing of another */
    BookedPrefixes(DataSource app, Mapping mapping, int book) {
        this.database = JdbcClient.create(app);
        this.digest = sha256();
        digest.update(mapping.text().getBytes(StandardCharsets.UTF_8));
        if (book != Book.NUMBER) {
            // Not for the house's, whose prefixes were remembered before there were others.
            digest.update(("\0book " + book).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Counts one more row in. */
    void extend(CardRow row) {
        rows++;
        add(row.id());
        add(row.customer());
        add(row.terminal());
        ByteBuffer numbers = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES);
        numbers.putLong(row.at().getEpochSecond()).putInt(row.at().getNano()).putLong(row.amountMinor());
        digest.update(numbers.array());
    }

    private void add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((byte) bytes.length);
        digest.update(bytes);
    }

    /** All rows so far. */
    Prefix prefix() {
        try {
            return new Prefix(((MessageDigest) digest.clone()).digest(), rows);
        } catch (CloneNotSupportedException impossible) {
            throw new Invariant.Violation("SHA-256 cannot be cloned here");
        }
    }

    boolean isBooked(Prefix prefix) {
        return database.sql(FIND).param(prefix.digest()).query(Long.class).single() > 0;
    }

    /** Remembers that every row of the prefix is in the ledger. */
    void add(Prefix prefix) {
        database.sql(ADD).param(prefix.digest()).param(prefix.rows()).update();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new Invariant.Violation("every Java has SHA-256");
        }
    }
}
