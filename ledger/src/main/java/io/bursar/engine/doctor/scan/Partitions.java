package io.bursar.engine.doctor.scan;

import io.bursar.engine.LedgerId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The partitions of a book's log, as the catalogue lists them. */
public final class Partitions {
    private static final String BOOK = "SELECT partition_bits FROM ledger.book WHERE book = ?";
    private static final String QUERY = """
            SELECT c.relname
            FROM pg_inherits i
            JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'ledger.log'::regclass""";

    private Partitions() {}

    /** @param number from 0 */
    public record Partition(int book, int number, int bits) implements Comparable<Partition> {
        public String logTable() {
            return "ledger." + logName();
        }

        public String logName() {
            return "log_" + book + "_" + number;
        }

        public String dayTable() {
            return "ledger." + dayName();
        }

        public String dayName() {
            return "day_delta_" + book + "_" + number;
        }

        /** Another partition of the same book. */
        public Partition atNumber(int other) {
            return new Partition(book, other, bits);
        }

        public long lowSeq() {
            return ((long) book << LedgerId.POSITION_BITS) + ((long) number << bits);
        }

        public long lastSeq() {
            return lowSeq() + (1L << bits) - 1;
        }

        @Override
        public int compareTo(Partition other) {
            return Integer.compare(number, other.number);
        }
    }

    /** In order; empty when the book is not registered. */
    public static List<Partition> list(Snapshot snapshot, int book) throws SQLException {
        int bits = bits(snapshot, book);
        if (bits < 0) {
            return List.of();
        }
        List<Partition> partitions = new ArrayList<>();
        Pattern name = Pattern.compile("log_" + book + "_(\\d{1,9})");
        try (PreparedStatement statement = snapshot.query(QUERY);
                ResultSet leaves = statement.executeQuery()) {
            while (leaves.next()) {
                Matcher leaf = name.matcher(leaves.getString(1));
                if (leaf.matches()) {
                    partitions.add(new Partition(book, Integer.parseInt(leaf.group(1)), bits));
                }
            }
        }
        partitions.sort(null);
        return partitions;
    }

    private static int bits(Snapshot snapshot, int book) throws SQLException {
        try (PreparedStatement statement = snapshot.query(BOOK)) {
            statement.setInt(1, book);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getInt(1) : -1;
            }
        }
    }
}
