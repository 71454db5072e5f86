package io.bursar.engine.chain;

import io.bursar.engine.state.BatchStamp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The statements of the chain. */
public final class Links {
    private static final String LAST = """
            SELECT number, hash
            FROM ledger.chain
            WHERE book = ?
            ORDER BY number DESC
            LIMIT 1
            """;

    private static final String BATCHES = """
            SELECT number, nonce, first_seq, last_seq, (extract(epoch FROM at) * 1000000)::int8
            FROM ledger.batch
            WHERE book = ? AND number BETWEEN ? AND ?
            ORDER BY number
            """;

    private static final String NEWEST_UP_TO = """
            SELECT number
            FROM ledger.batch
            WHERE book = ? AND first_seq <= ? AND last_seq <= ?
            ORDER BY first_seq DESC
            LIMIT 1
            """;

    private static final String NUMBER_OF = """
            SELECT number, last_seq
            FROM ledger.batch
            WHERE book = ? AND first_seq <= ?
            ORDER BY first_seq DESC
            LIMIT 1
            """;

    private static final String IS_THERE = "SELECT FROM ledger.batch WHERE book = ? AND number = ? AND nonce = ?";

    /**
     * Rows are written once: whoever comes second compares. And only for the very batch that was hashed: another may
     * have its number by now, when history was rewound.
     */
    private static final String ADD = """
            INSERT INTO ledger.chain (book, number, hash)
            SELECT b.book, b.number, l.hash
            FROM unnest(?::int8[], ?::int8[], ?::bytea[]) AS l (number, nonce, hash)
            JOIN ledger.batch b ON b.book = ? AND b.number = l.number AND b.nonce = l.nonce
            ON CONFLICT DO NOTHING
            """;

    private static final String HASHES = """
            SELECT number, hash
            FROM ledger.chain
            WHERE book = ? AND number BETWEEN ? AND ?
            ORDER BY number
            """;

    /** @param number of the batch, 0 before the first */
    public record Link(long number, byte[] hash) {
        static final Link NONE = new Link(0, LinkHash.beginning());
    }

    private final int book;

    public Links(int book) {
        this.book = book;
    }

    /** The chain's end. */
    public Link last(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST)) {
            statement.setInt(1, book);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new Link(row.getLong(1), row.getBytes(2)) : Link.NONE;
            }
        }
    }

    /** Batches by number, the first {@code count} from {@code from} on, up to {@code upTo}. */
    List<Batch> batches(Connection connection, long from, int count, long upTo) throws SQLException {
        List<Batch> batches = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(BATCHES)) {
            statement.setInt(1, book);
            statement.setLong(2, from);
            statement.setLong(3, Math.min(upTo, from + count - 1));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    batches.add(new Batch(
                            book, row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)));
                }
            }
        }
        return batches;
    }

    /** The batch; there is one. */
    public Batch batch(Connection connection, long number) throws SQLException {
        return batches(connection, number, 1, number).getFirst();
    }

    /** The batch that a row is in; empty when there is no such row. */
    public Optional<Batch> batchOf(Connection connection, long seq) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NUMBER_OF)) {
            statement.setInt(1, book);
            statement.setLong(2, seq);
            try (ResultSet row = statement.executeQuery()) {
                boolean isThere = row.next() && row.getLong(2) >= seq;
                return isThere ? Optional.of(batch(connection, row.getLong(1))) : Optional.empty();
            }
        }
    }

    /** A batch's hash; empty while it is not chained. */
    public Optional<byte[]> hash(Connection connection, long number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HASHES)) {
            statement.setInt(1, book);
            statement.setLong(2, number);
            statement.setLong(3, number);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes(2)) : Optional.empty();
            }
        }
    }

    /** Number of the last batch that ends at a row or before it; 0 for none. */
    long newestUpTo(Connection connection, long seq) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEWEST_UP_TO)) {
            statement.setInt(1, book);
            statement.setLong(2, seq);
            statement.setLong(3, seq);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** Whether the database has this very batch, and so all that memory has before it. */
    boolean isThere(Connection connection, BatchStamp batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(IS_THERE)) {
            statement.setInt(1, book);
            statement.setLong(2, batch.number());
            statement.setLong(3, batch.nonce());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /**
     * Adds links for neighbouring batches.
     *
     * @param hashes one for each batch, in order
     * @return number of the first batch for which another hash was there already; 0 when all agree
     */
    public long add(Connection connection, List<Batch> batches, List<byte[]> hashes) throws SQLException {
        Object[] numbers = batches.stream().map(Batch::number).toArray();
        Object[] nonces = batches.stream().map(Batch::nonce).toArray();
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setArray(1, connection.createArrayOf("int8", numbers));
            statement.setArray(2, connection.createArrayOf("int8", nonces));
            statement.setArray(3, connection.createArrayOf("bytea", hashes.toArray(new byte[0][])));
            statement.setInt(4, book);
            if (statement.executeUpdate() == hashes.size()) {
                return 0;
            }
        }
        return firstThatDiffers(connection, batches.getFirst().number(), hashes);
    }

    /** Number of the first batch whose hash is there and differs; 0 for none. */
    public long firstThatDiffers(Connection connection, long first, List<byte[]> hashes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HASHES)) {
            statement.setInt(1, book);
            statement.setLong(2, first);
            statement.setLong(3, first + hashes.size() - 1);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (!Arrays.equals(row.getBytes(2), hashes.get((int) (row.getLong(1) - first)))) {
                        return row.getLong(1);
                    }
                }
            }
        }
        return 0;
    }
}
