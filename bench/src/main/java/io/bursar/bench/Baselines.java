package io.bursar.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** What the engine is compared with, on the same server in the same run. */
final class Baselines {
    private Baselines() {}

    /** Median microseconds to force 4 KiB to the volume that holds the database. */
    static double fsyncMicros(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "fsync", ".probe");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long[] nanos = new long[500];
            for (int i = 0; i < nanos.length; i++) {
                ByteBuffer block = ByteBuffer.allocate(4_096);
                long begun = System.nanoTime();
                channel.write(block, 4_096L * i);
                channel.force(false);
                nanos[i] = System.nanoTime() - begun;
            }
            return new Percentiles(nanos).millis(0.5) * 1_000;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Rows a second of one COPY of rows the engine wrote, into a partition of the same kind: no index, attached to a
     * parent, a commit for as many rows as the engine commits.
     */
    static double bareCopy(DataSource database, String sourceTable, long rowsMax, int rowsPerCommit)
            throws SQLException, IOException {
        List<byte[]> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "COPY (SELECT * FROM " + sourceTable + " LIMIT " + rowsMax + ") TO STDOUT (FORMAT binary)",
                            new Splitter(rows));
            statement.execute("CREATE TABLE IF NOT EXISTS bench.copy_log (LIKE ledger.log) PARTITION BY RANGE (seq)");
            statement.execute("DROP TABLE IF EXISTS bench.copy_log_0");
            statement.execute("CREATE TABLE bench.copy_log_0 PARTITION OF bench.copy_log FOR VALUES FROM (0) TO ("
                    + Long.MAX_VALUE + ") WITH (autovacuum_enabled = off)");
            statement.execute("CHECKPOINT");
            connection.setAutoCommit(false);
            long begun = System.nanoTime();
            for (int from = 0; from < rows.size(); from += rowsPerCommit) {
                copy(connection, rows.subList(from, Math.min(rows.size(), from + rowsPerCommit)));
                connection.commit();
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            connection.setAutoCommit(true);
            statement.execute("DROP TABLE bench.copy_log_0");
            return rows.size() / seconds;
        }
    }

    private static void copy(Connection connection, List<byte[]> rows) throws SQLException, IOException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY bench.copy_log_0 FROM STDIN (FORMAT binary)");
        ByteArrayOutputStream buffer = new ByteArrayOutputStream(80_000);
        buffer.write(HEADER);
        for (byte[] row : rows) {
            buffer.write(row);
            if (buffer.size() > 65_536) {
                copy.writeToCopy(buffer.toByteArray(), 0, buffer.size());
                buffer.reset();
            }
        }
        buffer.write(new byte[] {-1, -1});
        copy.writeToCopy(buffer.toByteArray(), 0, buffer.size());
        copy.endCopy();
    }

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    /** Takes a binary COPY apart into rows: the server sends one message a row, the header in front of the first. */
    private static final class Splitter extends java.io.OutputStream {
        private final List<byte[]> rows;

        Splitter(List<byte[]> rows) {
            this.rows = rows;
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException("COPY writes whole messages");
        }

        @Override
        public void write(byte[] message, int from, int length) {
            int start = from;
            int size = length;
            if (rows.isEmpty() && size >= HEADER.length && message[from] == 'P') {
                start += HEADER.length;
                size -= HEADER.length;
            }
            if (size > 2) {
                rows.add(java.util.Arrays.copyOfRange(message, start, start + size));
            }
        }
    }

    /** Transfers a second, one a transaction: both accounts locked in order, updated, a row inserted. */
    static double rowLocking(DataSource database, int connections, long seconds)
            throws SQLException, InterruptedException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE IF NOT EXISTS bench.locked_account (id int4 PRIMARY KEY, balance int8 NOT NULL)
                        WITH (fillfactor = 50);
                    CREATE TABLE IF NOT EXISTS bench.locked_transfer (
                        id uuid PRIMARY KEY, debit int4, credit int4, amount int8, at timestamptz DEFAULT now());
                    INSERT INTO bench.locked_account SELECT i, 1000000 FROM generate_series(0, 9999) i
                        ON CONFLICT DO NOTHING;
                    """);
        }
        AtomicLong done = new AtomicLong();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofPlatform().start(() -> lockRows(database, end, done)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return done.get() / (double) seconds;
    }

    private static void lockRows(DataSource database, long end, AtomicLong done) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement lock = connection.prepareStatement(
                            "SELECT id, balance FROM bench.locked_account WHERE id IN (?, ?) ORDER BY id FOR UPDATE");
                    PreparedStatement update = connection.prepareStatement(
                            "UPDATE bench.locked_account SET balance = balance + ? WHERE id = ?");
                    PreparedStatement insert =
                            connection.prepareStatement("INSERT INTO bench.locked_transfer (id, debit, credit, amount)"
                                    + " VALUES (gen_random_uuid(), ?, ?, 1)")) {
                while (System.nanoTime() < end) {
                    int from = ThreadLocalRandom.current().nextInt(10_000);
                    int to = (from + 1 + ThreadLocalRandom.current().nextInt(9_999)) % 10_000;
                    lock.setInt(1, from);
                    lock.setInt(2, to);
                    lock.executeQuery().close();
                    change(update, -1, from);
                    change(update, 1, to);
                    insert.setInt(1, from);
                    insert.setInt(2, to);
                    insert.executeUpdate();
                    connection.commit();
                    done.incrementAndGet();
                }
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void change(PreparedStatement update, long by, int account) throws SQLException {
        update.setLong(1, by);
        update.setInt(2, account);
        update.executeUpdate();
    }
}
