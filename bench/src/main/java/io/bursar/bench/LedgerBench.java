package io.bursar.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.bursar.bench.Results.AtLeast;
import io.bursar.engine.AccountRef;
import io.bursar.engine.AsOf;
import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.LedgerSchema;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import io.bursar.engine.TwoTimes;
import io.bursar.postgres.PrivateServer;
import io.bursar.postgres.TestDatabases;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/** The engine's table of design/ledger: burst and sustained rates, a million accounts, a hot one, reads, restart. */
final class LedgerBench {
    private static final int IN_FLIGHT = 3;
    private static final int BATCH = 8_000;
    private static final long PARTITION = 1L << 20;

    private final Bench.Options options;
    private final Results results;
    private int nextBook = 1;

    LedgerBench(Bench.Options options, Results results) {
        this.options = options;
        this.results = results;
    }

    /** Adds up where the writer's time went. */
    private static final class Phases implements LedgerObserver {
        final LongAdder prefetch = new LongAdder();
        final LongAdder lock = new LongAdder();
        final LongAdder evaluate = new LongAdder();
        final LongAdder riders = new LongAdder();
        final LongAdder commit = new LongAdder();
        final LongAdder batches = new LongAdder();
        final AtomicLong rows = new AtomicLong();

        @Override
        public void timed(BatchTimes times) {
            prefetch.add(times.prefetchNs());
            lock.add(times.lockNs());
            evaluate.add(times.evaluateNs());
            riders.add(times.ridersNs());
            commit.add(times.commitNs());
            batches.increment();
            rows.addAndGet(times.rows());
        }

        @Override
        public void sealingFailed(Exception cause) {
            cause.printStackTrace();
        }

        @Override
        public void unavailable(String doing, Exception cause) {
            System.err.println(doing);
            cause.printStackTrace();
        }

        String text() {
            long all = prefetch.sum() + lock.sum() + evaluate.sum() + riders.sum() + commit.sum();
            return String.format(
                    java.util.Locale.ROOT,
                    "prefetch %.0f %%, lock %.0f %%, evaluate and copy %.0f %%, riders %.0f %%, commit %.0f %%;"
                            + " %d rows a batch",
                    100.0 * prefetch.sum() / all,
                    100.0 * lock.sum() / all,
                    100.0 * evaluate.sum() / all,
                    100.0 * riders.sum() / all,
                    100.0 * commit.sum() / all,
                    rows.get() / Math.max(1, batches.sum()));
        }
    }

    /**
     * One run.
     *
     * @param burst rows of the log a second, before anything is sealed
     * @param sustained rows of the log a second, until all full partitions are sealed
     * @param accountsMb heap that the open book takes with an almost empty partition
     * @param partitionMb heap that a full open partition takes, from what the last one took
     */
    private record Rate(double burst, double sustained, int book, double accountsMb, double partitionMb) {}

    void run() throws Exception {
        try (PrivateServer server = TestDatabases.startPrivateServerAsInService()) {
            HikariDataSource database = source(server);
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                LedgerSchema.install(connection);
                statement.execute(Workload.TABLES);
            }
            results.fact("fsync of 4 KiB, median", Baselines.fsyncMicros(home(server)), "us");
            long rows = options.rows();
            // Warm-up: the compiler, and a partition's worth of rows for the bare COPY.
            Rate warm = drive(database, new Workload(1, 10_000, false), Math.min(rows, 600_000), BATCH, "warm-up");
            double copy =
                    Baselines.bareCopy(database, "ledger.log_" + warm.book() + "_0", Math.min(rows, 1_000_000), BATCH);
            results.fact("bare COPY of the same rows", copy, "rows/s");
            results.fact(
                    "row locking, one transfer a transaction, 16 connections",
                    Baselines.rowLocking(database, 16, options.quick() ? 3 : 10),
                    "tx/s");
            Rate main = null;
            if (wanted("10 k accounts")) {
                main = drive(database, new Workload(2, 10_000, false), rows, BATCH, "10 k accounts");
                results.ratio("engine, 10 k accounts, burst", main.burst(), "rows/s", new AtLeast(0.75, copy));
                results.ratio(
                        "engine, 10 k accounts, sustained with sealing",
                        main.sustained(),
                        "rows/s",
                        new AtLeast(0.45, copy));
            }
            if (wanted("1 M accounts")) {
                int accounts = options.quick() ? 100_000 : 1_000_000;
                Rate many = drive(database, new Workload(3, accounts, false), rows / 2, BATCH, "1 M accounts");
                compare("engine, " + (options.quick() ? "100 k" : "1 M") + " accounts", many, main, copy);
                if (!options.quick()) {
                    results.atMost("heap of 1 M accounts", many.accountsMb(), "MB", 300);
                    results.atMost("heap of a full open partition", many.partitionMb(), "MB", 200);
                }
            }
            if (wanted("one hot account")) {
                Rate hot = drive(database, new Workload(4, 10_000, true), rows / 4, BATCH, "one hot account");
                compare("engine, one hot account", hot, main, copy);
            }
            if (wanted("batches of 200")) {
                Rate small = drive(database, new Workload(5, 10_000, false), rows / 8, 200, "batches of 200");
                results.fact("engine, submissions of 200", small.sustained(), "rows/s");
            }
            if (wanted("analyst")) {
                new AnalystCase(server, database, results, nextBook++).run(rows / 4);
            }
            if (main != null) {
                reads(database, main.book());
                database.close();
                restart(server, main.book());
            }
        }
    }

    private boolean wanted(String name) {
        return name.contains(options.only());
    }

    private void compare(String name, Rate rate, @org.jspecify.annotations.Nullable Rate main, double copy) {
        if (main == null) {
            results.ratio(name + ", burst", rate.burst(), "rows/s", new AtLeast(0.6, copy));
            return;
        }
        results.ratio(name + ", burst", rate.burst(), "rows/s", new AtLeast(0.8, main.burst()));
        results.ratio(name + ", sustained", rate.sustained(), "rows/s", new AtLeast(0.8, main.sustained()));
    }

    private static Path home(PrivateServer server) {
        return java.util.Objects.requireNonNull(server.server().dataDirectory().getParent());
    }

    static HikariDataSource source(PrivateServer server) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.jdbcUrl());
        config.setUsername(server.user());
        config.setPassword(server.password());
        config.setMaximumPoolSize(24);
        return new HikariDataSource(config);
    }

    // ---- the engine

    private Rate drive(DataSource database, Workload workload, long transfers, int batch, String name)
            throws Exception {
        int book = nextBook++;
        long heapWithoutBook = usedHeap();
        Phases phases = new Phases();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE bench.payment SET version = 0; VACUUM bench.payment".split(";")[0]);
            statement.execute("VACUUM bench.payment");
            statement.execute("CHECKPOINT");
        }
        LedgerConfig config =
                LedgerConfig.of(database, book).withRiders(Workload.RIDERS).withObserver(phases);
        try (Ledger ledger = Ledger.open(config)) {
            ledger.submit(new Command.DefineChart(Workload.CHART, Terms.NONE)).get();
            for (List<Command> opening : workload.openings()) {
                ledger.submitAll(opening, Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofMinutes(1))
                        .get();
            }
            long filled = fillPartition(ledger, workload, batch);
            awaitSealed(ledger);
            long heapOfAccounts = usedHeap() - heapWithoutBook;
            long cpuBegun = processCpu();
            long rowsBegun = ledger.reader().committedSeq();
            long begun = System.nanoTime();
            double burst = push(ledger, workload, transfers + filled, batch);
            awaitSealed(ledger);
            double seconds = (System.nanoTime() - begun) / 1e9;
            long rows = ledger.reader().committedSeq() - rowsBegun;
            long heap = usedHeap();
            double partition = (heap - heapWithoutBook - heapOfAccounts) / (double) (position(ledger) % PARTITION);
            System.out.printf(
                    java.util.Locale.ROOT,
                    "  [%s: %,d rows in %.1f s; Java CPU %.1f s; %s; heap %d MB]%n",
                    name,
                    rows,
                    seconds,
                    (processCpu() - cpuBegun) / 1e9,
                    phases.text(),
                    heap / 1_000_000);
            return new Rate(burst, rows / seconds, book, heapOfAccounts / 1e6, partition * PARTITION / 1e6);
        }
    }

    /**
     * A burst begins with an almost empty partition, so that no sealing falls into it.
     *
     * @return transfers that this took
     */
    private static long fillPartition(Ledger ledger, Workload workload, int batch) throws Exception {
        while (position(ledger) % PARTITION > PARTITION / 20) {
            check(ledger.submitAll(
                    workload.batch(batch), Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofMinutes(5)));
        }
        return workload.transfers();
    }

    static void awaitSealed(Ledger ledger) throws InterruptedException {
        while (ledger.health().unsealedPartitions() > 0) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** Keeps a few submissions in flight. @return rows a second while less than a partition was written */
    private double push(Ledger ledger, Workload workload, long transfers, int batch) throws Exception {
        ArrayDeque<CompletableFuture<List<Outcome>>> inFlight = new ArrayDeque<>();
        long first = position(ledger);
        long begun = System.nanoTime();
        double burst = 0;
        int inFlightMax = Math.max(IN_FLIGHT, IN_FLIGHT * BATCH / batch / 10);
        while (workload.transfers() < transfers) {
            inFlight.add(ledger.submitAll(
                    workload.batch(batch), Lane.BULK, Ledger.Atomicity.INDIVIDUAL, Duration.ofMinutes(5)));
            if (inFlight.size() >= inFlightMax) {
                check(inFlight.poll());
            }
            if (position(ledger) - first < PARTITION * 9 / 10) {
                burst = (position(ledger) - first) / ((System.nanoTime() - begun) / 1e9);
            }
        }
        while (!inFlight.isEmpty()) {
            check(inFlight.poll());
        }
        return burst;
    }

    static long position(Ledger ledger) {
        return io.bursar.engine.LedgerId.position(ledger.reader().committedSeq());
    }

    static void check(CompletableFuture<List<Outcome>> answered) throws Exception {
        for (Outcome outcome : answered.get()) {
            boolean expected = outcome instanceof Outcome.Applied || outcome instanceof Outcome.InsufficientFunds;
            if (!expected) {
                throw new IllegalStateException("unexpected outcome " + outcome);
            }
        }
    }

    // ---- reads and restart

    private void reads(DataSource database, int book) {
        try (Ledger ledger = Ledger.open(LedgerConfig.of(database, book).withRiders(Workload.RIDERS))) {
            int pages = options.quick() ? 300 : 3_000;
            long[] nanos = new long[pages];
            java.util.SplittableRandom random = new java.util.SplittableRandom(9);
            for (int i = -50; i < pages; i++) {
                AccountRef account = AccountRef.of("users/" + (100_000 + random.nextInt(10_000)) + "/wallet", "inr");
                // Every other page begins deep in the past, where rows lie in sealed partitions.
                long before = i % 2 == 0 ? 0 : anyRow(ledger, account);
                long begun = System.nanoTime();
                int size = ledger.reader().history(account, before, 50).size();
                if (i >= 0) {
                    nanos[i] = System.nanoTime() - begun;
                }
                if (size == 0 && before == 0) {
                    throw new IllegalStateException("no history of " + account);
                }
            }
            Percentiles times = new Percentiles(nanos);
            results.fact("history page of 50, p50", times.millis(0.5), "ms");
            results.atMost("history page of 50, p99", times.millis(0.99), "ms", 5);
            asOf(ledger, pages, recorded(database, book));
        }
    }

    /** When the book's rows were recorded. */
    private record Span(Instant first, Instant last) {
        Instant any(java.util.SplittableRandom random) {
            long micros = Duration.between(first, last).toNanos() / 1_000;
            return first.plus(random.nextLong(micros + 1), java.time.temporal.ChronoUnit.MICROS);
        }
    }

    private static Span recorded(DataSource database, int book) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                java.sql.ResultSet row =
                        statement.executeQuery("SELECT min(at), max(at) FROM ledger.batch WHERE book = " + book)) {
            row.next();
            return new Span(row.getTimestamp(1).toInstant(), row.getTimestamp(2).toInstant());
        } catch (SQLException failed) {
            throw new IllegalStateException("reading the batches", failed);
        }
    }

    /** Balances at random moments of the run, every other one as known at another moment of it. */
    private void asOf(Ledger ledger, int questions, Span span) {
        TwoTimes times = ledger.reader().times();
        java.util.SplittableRandom random = new java.util.SplittableRandom(10);
        long last = ledger.reader().committedSeq();
        long[] nanos = new long[questions];
        for (int i = -50; i < questions; i++) {
            AccountRef account = AccountRef.of("users/" + (100_000 + random.nextInt(10_000)) + "/wallet", "inr");
            long id = ledger.reader().account(account).orElseThrow().id();
            Instant moment = span.any(random);
            long known = i % 2 == 0 ? AsOf.LATEST : last - position(ledger) + 1 + random.nextLong(position(ledger));
            AsOf asOf = new AsOf(moment, known);
            long begun = System.nanoTime();
            if (times.balance(id, asOf).isEmpty()) {
                throw new IllegalStateException("no balance of " + account);
            }
            if (i >= 0) {
                nanos[i] = System.nanoTime() - begun;
            }
        }
        Percentiles percentiles = new Percentiles(nanos);
        results.fact("balance at a past moment, p50", percentiles.millis(0.5), "ms");
        results.atMost("balance at a past moment, p99", percentiles.millis(0.99), "ms", 20);
    }

    private static long anyRow(Ledger ledger, AccountRef account) {
        List<io.bursar.engine.HistoryEntry> page = ledger.reader().history(account, 0, 1_000);
        return page.isEmpty() ? 0 : page.getLast().seq();
    }

    private void restart(PrivateServer server, int book) throws SQLException {
        long killed = System.nanoTime();
        server.kill9();
        server.startAgain();
        double recovery = (System.nanoTime() - killed) / 1e9;
        long begun = System.nanoTime();
        try (HikariDataSource again = source(server);
                Ledger ledger = Ledger.open(LedgerConfig.of(again, book).withRiders(Workload.RIDERS))) {
            double seconds = (System.nanoTime() - begun) / 1e9;
            results.fact("PostgreSQL's own recovery after kill -9", recovery, "s");
            results.atMost("open the book after kill -9 of the server", seconds, "s", 3);
            results.fact("rows in the book", position(ledger), "rows");
        }
    }

    private static long processCpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
