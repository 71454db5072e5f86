package io.bursar.engine.model;

import io.bursar.engine.Command;
import io.bursar.engine.HoldView;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerConfig.Limits;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.Terms;
import io.bursar.engine.search.SearchComparison;
import io.bursar.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Runs random commands through engines on one book while the model listens, in segments between restarts. */
final class ModelRun implements AutoCloseable {
    static final int BOOK = 3;

    private static final int UNCOMPARED_ROWS_MAX = 20_000;
    private static final int SEARCHES = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Limits USUAL = Limits.STANDARD;

    /** @param commands about how many, in all segments together, floods of holds not counted */
    record Plan(long seed, int nodes, int commands, int partitionBits, int segments) {}

    private final Plan plan;
    private final TestDatabase database;
    private final KeptConnections connections;
    private final Connection connection;
    private final Tally tally = new Tally();
    private final Tickets tickets = new Tickets();
    private final World world = new World();
    private final Traffic traffic = new Traffic(tickets, world, tally);
    private final LogComparison log;
    private final Witness witness;
    private final LinkedBlockingQueue<Witness.Batch> heard = new LinkedBlockingQueue<>();
    private int segments;
    private final AtomicInteger generators = new AtomicInteger();

    ModelRun(Plan plan) throws SQLException {
        this.plan = plan;
        this.database = ModelDatabase.create();
        this.connections = ModelDatabase.asApplication(database);
        this.connection = database.connect();
        this.log = new LogComparison(connection);
        this.witness = new Witness(new NaiveLedger(BOOK), tickets, tally, log::recent);
        System.out.printf("model test: %s; repeat with -Dbursar.seed=%d%n", plan, plan.seed());
    }

    void run() throws Exception {
        Instant begin = Instant.now();
        try {
            define();
            for (int i = 0; i < plan.segments(); i++) {
                segment(limits(i), Traffic.Manner.random(plan.commands() / plan.segments()));
            }
            int pressed = Math.max(100, plan.commands() / 800);
            segment(USUAL.withQueueCommandsMax(64), Traffic.Manner.untilBusy(pressed));
            segment(USUAL.withDeadline(Duration.ofNanos(1)), Traffic.Manner.untilTooLate(pressed));
            checkEnd();
        } catch (Divergence divergence) {
            throw new Divergence("seed %d: %s".formatted(plan.seed(), divergence.getMessage()), divergence);
        } finally {
            Duration took = Duration.between(begin, Instant.now());
            System.out.printf(
                    "model test, seed %d, %d node(s): %d commands, %d rows in %d s%n%s",
                    plan.seed(),
                    plan.nodes(),
                    tally.outcomes().values().stream()
                            .mapToLong(Long::longValue)
                            .sum(),
                    log.compared(),
                    took.toSeconds(),
                    tally.table());
        }
    }

    /** Where the book is. */
    TestDatabase database() {
        return database;
    }

    Tally tally() {
        return tally;
    }

    /** Other sizes in each segment: small batches, and memory for fewer accounts than there are. */
    private static Limits limits(int segment) {
        int batchMax = segment % 8 == 1 ? 50 : USUAL.batchCommandsMax();
        int accountsMax = segment % 4 == 2 ? 220 : USUAL.accountsInMemoryMax();
        return new Limits(
                batchMax,
                USUAL.queueCommandsMax(),
                Duration.ofSeconds(60),
                USUAL.riderLockTimeout(),
                USUAL.partitionBits(),
                accountsMax);
    }

    private Ledger open(int node, Limits limits) {
        LedgerObserver observer = new LedgerObserver() {
            @Override
            public boolean wantsDecisions() {
                return true;
            }

            @Override
            public void committed(long batch, Instant at, List<Decision> decisions) {
                heard.add(new Witness.Batch(node, batch, at, List.copyOf(decisions)));
                traffic.heard(Witness.commandsIn(decisions));
            }

            @Override
            public void rewound(Rewind rewind) {
                traffic.fail(new Divergence(
                        "rewound from %d to %d".formatted(rewind.lastKnownBatch(), rewind.batchInDatabase())));
            }

            @Override
            public void unavailable(String doing, Exception cause) {
                traffic.fail(new Divergence("unavailable: " + doing, cause));
            }

            @Override
            public void sealingFailed(Exception cause) {
                traffic.fail(new Divergence("sealing failed", cause));
            }
        };
        return Ledger.open(LedgerConfig.of(connections, BOOK)
                .withRiders(BusinessTable.STATEMENTS)
                .withLimits(limits.withPartitionBits(plan.partitionBits()))
                .withObserver(observer));
    }

    private void define() throws Exception {
        try (Ledger ledger = open(0, USUAL)) {
            Command chart = new Command.DefineChart(Cast.chart(true), Terms.NONE);
            traffic.submit(ledger, new Submission(Submission.Form.SINGLE, io.bursar.engine.Lane.BULK, List.of(chart)));
            traffic.awaitAnswers();
        }
        listen(List.of());
    }

    /** Opens every node, sends traffic until there was enough of it, closes them, and compares all rows. */
    private void segment(Limits limits, Traffic.Manner manner) throws Exception {
        List<Ledger> nodes = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try (RowLocks locks = new RowLocks(database, segments++ % 4 == 2)) {
            for (int node = 0; node < plan.nodes(); node++) {
                nodes.add(open(node, limits));
            }
            traffic.begin(manner);
            for (int i = 0; i < 4; i++) {
                long seed = plan.seed() * 1_000 + generators.incrementAndGet();
                CommandGenerator generator = new CommandGenerator(seed, world);
                threads.add(Thread.ofPlatform().name("submitter-" + i).start(() -> traffic.send(nodes, generator)));
            }
            if (plan.nodes() == 1) {
                listen(threads);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            traffic.awaitAnswers();
            if (manner.until() == null) {
                CommandGenerator generator = new CommandGenerator(plan.seed() * 1_000 + segments, world);
                int chains = Math.min(300, manner.commands() / 100);
                traffic.sendChains(nodes.getFirst(), generator, chains);
            }
            locks.throwFailure();
        } finally {
            nodes.forEach(Ledger::close);
        }
        listen(List.of());
        traffic.throwFailure();
        if (tickets.open() > 0) {
            throw new Divergence("answered but never committed: " + tickets.anyOpen());
        }
    }

    /** Feeds the model: with one node while it works, with several after they stopped, in the order of the log. */
    private void listen(List<Thread> working) throws Exception {
        while (working.stream().anyMatch(Thread::isAlive)) {
            Witness.Batch batch = heard.poll(20, TimeUnit.MILLISECONDS);
            if (batch != null) {
                hear(batch);
            }
        }
        List<Witness.Batch> rest = new ArrayList<>();
        heard.drainTo(rest);
        if (plan.nodes() > 1) {
            rest.sort(
                    Comparator.comparingLong(Witness.Batch::number).thenComparing(batch -> !witness.leavesRows(batch)));
        }
        for (Witness.Batch batch : rest) {
            hear(batch);
        }
        if (working.isEmpty()) {
            log.compare(witness.model.state.takeRows());
        }
    }

    private void hear(Witness.Batch batch) throws SQLException, InterruptedException {
        try {
            witness.hear(batch);
            traffic.listened(Witness.commandsIn(batch.decisions()));
            if (witness.model.state.rows().size() > UNCOMPARED_ROWS_MAX) {
                log.compare(witness.model.state.takeRows());
            }
        } catch (Divergence divergence) {
            traffic.fail(divergence);
            throw divergence;
        }
    }

    private void checkEnd() throws Exception {
        List<Ledger> nodes = new ArrayList<>();
        try {
            for (int node = 0; node < plan.nodes(); node++) {
                nodes.add(open(node, USUAL));
            }
            awaitExpiries();
            ModelDatabase.compareBatches(connection, witness);
            ModelDatabase.compareBusinessTable(connection, witness);
            for (Ledger node : nodes) {
                new ReaderComparison(node.reader(), witness.model, log, plan.seed()).compareAll();
                new SearchComparison(node.reader(), connection, BOOK, plan.seed())
                        .compare(SEARCHES)
                        .compareHolds(holds(), SEARCHES);
            }
        } finally {
            nodes.forEach(Ledger::close);
        }
    }

    private Map<Long, HoldView.Status> holds() {
        return witness.model.state.claims.values().stream()
                .filter(claim -> claim.of == ModelClaim.Of.HOLD)
                .collect(Collectors.toMap(claim -> claim.id, claim -> claim.state));
    }

    /** Waits until no hold is left that will end by time, so that nothing moves any more. */
    private void awaitExpiries() throws Exception {
        Instant limit = Instant.now().plus(PATIENCE);
        while (heard.stream().mapToInt(batch -> batch.decisions().size()).sum() < witness.model.state.expiring.size()) {
            if (Instant.now().isAfter(limit)) {
                throw new Divergence("these holds never end: " + witness.model.state.expiring);
            }
            LockSupport.parkNanos(5_000_000);
        }
        listen(List.of());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        database.close();
    }
}
