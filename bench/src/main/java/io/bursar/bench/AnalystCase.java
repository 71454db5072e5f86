package io.bursar.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.bursar.bench.Results.AtLeast;
import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.postgres.PrivateServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What an analyst costs the writer: rates in turns on one book, so that the machine's noise falls on all alike. A
 * snapshot that only stays open must cost nothing; a query that computes takes its share of a processor, which a writer
 * at full speed on two processors feels and one at half speed should not.
 */
final class AnalystCase {
    private static final int TURNS = 6;
    private static final int BATCH = 8_000;
    private static final int IN_FLIGHT = 3;

    /** Reads every row of the book, in one process, as the guide for analysts tells to. */
    private static final String LONG_QUERY = """
            SELECT currency, count(*), sum(amount), max(length(debit)) FROM ledger.entry
            WHERE seq >= %d::int8 << 44 AND seq < (%d::int8 + 1) << 44 GROUP BY 1
            """;

    private final PrivateServer server;
    private final HikariDataSource database;
    private final Results results;
    private final int book;
    private final AtomicInteger queries = new AtomicInteger();

    AnalystCase(PrivateServer server, HikariDataSource database, Results results, int book) {
        this.server = server;
        this.database = database;
        this.results = results;
        this.book = book;
    }

    private enum Beside {
        NOBODY,
        SNAPSHOT,
        QUERY
    }

    void run(long transfers) throws Exception {
        LedgerConfig config = LedgerConfig.of(database, book).withRiders(Workload.RIDERS);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                Ledger ledger = Ledger.open(config)) {
            statement.execute("UPDATE bench.payment SET version = 0");
            Workload workload = new Workload(6, 10_000, false);
            ledger.submit(new Command.DefineChart(Workload.CHART, Terms.NONE)).get();
            for (List<Command> opening : workload.openings()) {
                ledger.submitAll(opening, Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofMinutes(1))
                        .get();
            }
            push(ledger, workload, transfers, 0);
            long each = Math.max(20_000, transfers / 4);
            double alone = fullSpeed(ledger, workload, each);
            halfSpeed(ledger, workload, each, alone / 2);
        }
    }

    private double fullSpeed(Ledger ledger, Workload workload, long each) throws Exception {
        double[][] rates = rates(ledger, workload, each, 0);
        double alone = median(rates[0]);
        results.fact("an analyst: the writer alone, full speed", alone, "rows/s");
        results.ratio(
                "an analyst: a snapshot stays open, full speed", median(rates[1]), "rows/s", new AtLeast(0.9, alone));
        results.ratio("an analyst: a long query runs, full speed", median(rates[2]), "rows/s", new AtLeast(0.9, alone));
        return alone;
    }

    private void halfSpeed(Ledger ledger, Workload workload, long each, double rowsPerSecond) throws Exception {
        double[][] rates = rates(ledger, workload, each / 2, rowsPerSecond);
        results.ratio(
                "an analyst: a long query runs, half speed",
                median(rates[2]),
                "rows/s",
                new AtLeast(0.9, median(rates[0])));
        results.fact("an analyst: long queries that ended meanwhile", queries.get(), "");
    }

    private double[][] rates(Ledger ledger, Workload workload, long each, double rowsPerSecond) throws Exception {
        double[][] rates = new double[Beside.values().length][TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            for (Beside beside : Beside.values()) {
                LedgerBench.awaitSealed(ledger);
                Analyst analyst = new Analyst(beside);
                try (analyst) {
                    rates[beside.ordinal()][turn] = push(ledger, workload, workload.transfers() + each, rowsPerSecond);
                }
            }
        }
        return rates;
    }

    /** @param rowsPerSecond 0: as fast as it goes */
    private static double push(Ledger ledger, Workload workload, long transfers, double rowsPerSecond)
            throws Exception {
        ArrayDeque<CompletableFuture<List<Outcome>>> inFlight = new ArrayDeque<>();
        long first = LedgerBench.position(ledger);
        long begun = System.nanoTime();
        while (workload.transfers() < transfers) {
            inFlight.add(ledger.submitAll(
                    workload.batch(BATCH), Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofMinutes(5)));
            if (inFlight.size() >= IN_FLIGHT) {
                LedgerBench.check(inFlight.remove());
            }
            if (rowsPerSecond > 0) {
                double due = (LedgerBench.position(ledger) - first) / rowsPerSecond * 1e9;
                LockSupport.parkNanos((long) due - (System.nanoTime() - begun));
            }
        }
        while (!inFlight.isEmpty()) {
            LedgerBench.check(inFlight.remove());
        }
        return (LedgerBench.position(ledger) - first) / ((System.nanoTime() - begun) / 1e9);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** A connection of its own that does what an analyst would until it is closed. */
    private final class Analyst implements AutoCloseable {
        private @Nullable Connection connection;
        private @Nullable Statement statement;
        private @Nullable Thread thread;
        private volatile boolean ended;

        Analyst(Beside beside) throws SQLException {
            if (beside == Beside.NOBODY) {
                return;
            }
            connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
            Statement asked = connection.createStatement();
            statement = asked;
            asked.execute("SET max_parallel_workers_per_gather = 0");
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            asked.execute("SELECT count(*) FROM ledger.batch WHERE book = " + book);
            if (beside == Beside.QUERY) {
                thread = Thread.ofPlatform().start(() -> ask(asked));
            }
        }

        private void ask(Statement statement) {
            try {
                while (!ended) {
                    statement
                            .executeQuery(String.format(java.util.Locale.ROOT, LONG_QUERY, book, book))
                            .close();
                    queries.incrementAndGet();
                }
            } catch (SQLException canceled) {
                if (!ended) {
                    throw new IllegalStateException(canceled);
                }
            }
        }

        @Override
        public void close() throws SQLException {
            ended = true;
            if (statement != null && thread != null) {
                statement.cancel();
                joinUninterruptibly(thread);
            }
            if (connection != null) {
                connection.close();
            }
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
