package io.bursar.engine.write;

import io.bursar.engine.Command;
import io.bursar.engine.DryRun;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerException;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.Outcome;
import io.bursar.engine.Riders;
import io.bursar.engine.chain.ChainWriter;
import io.bursar.engine.log.LogShape;
import io.bursar.engine.read.BookReader;
import io.bursar.engine.seal.KeyFilter;
import io.bursar.engine.seal.Sealer;
import io.bursar.engine.state.BookState;
import io.bursar.engine.write.Submission.Purpose;
import io.bursar.money.Invariant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One book on one node: its queues, its writer, its sealer, its chain, its reader. */
public final class LedgerEngine implements Ledger {
    private static final int SUBMISSION_COMMANDS_MAX = 8_192;
    private static final int SUBMISSION_LEGS_MAX = 100_000;
    private static final List<Submission> LAST = List.of();

    private final LedgerConfig config;
    private final Lanes lanes;
    private final Writer writer;
    private final Sealer sealer;
    private final ChainWriter chain;
    private final BookReader reader;
    private final LinkedBlockingQueue<List<Submission>> completed = new LinkedBlockingQueue<>();
    private final Thread writerThread;
    private final Thread sealerThread;
    private final Thread chainThread;
    private final Thread completerThread;
    private volatile BookState state;

    private LedgerEngine(LedgerConfig config, LogShape shape) throws SQLException {
        this.config = config;
        this.lanes = new Lanes(config.limits().queueCommandsMax());
        this.state = new BookState(shape, 0);
        this.reader = new BookReader(config.database(), () -> state, shape, lanes::nudge);
        BookStore store = new BookStore(config.database(), config.book());
        LoadedBook book = new LoadedBook(store, shape, config.observer(), changed -> state = changed);
        this.writer = new Writer(config, lanes, store, book, this::complete);
        this.sealer =
                new Sealer(config.database(), () -> state, config.observer(), this::retire, writer::partitionsReady);
        this.chain = new ChainWriter(config.database(), () -> state, config.observer());
        String name = "ledger-" + config.book();
        this.writerThread = Thread.ofPlatform().name(name + "-writer").daemon().unstarted(writer);
        this.sealerThread = Thread.ofPlatform().name(name + "-sealer").daemon().unstarted(sealer);
        this.chainThread = Thread.ofPlatform().name(name + "-chain").daemon().unstarted(chain);
        this.completerThread =
                Thread.ofPlatform().name(name + "-completer").daemon().unstarted(this::runCompleter);
    }

    /**
     * Opens a book, creating it when the database lacks it.
     *
     * @throws LedgerException when the database cannot be used, or has only a part of a book that is being imported
     */
    public static LedgerEngine open(LedgerConfig config) {
        return open(config, Role.NODE);
    }

    /** Opens a book to seal and chain what an import appends, and to append nothing: no hold expires by this node. */
    public static LedgerEngine follow(LedgerConfig config) {
        return open(config, Role.FOLLOWER);
    }

    /** The advisory lock that whoever appends to a book holds. */
    public static long appendLock(int book) {
        return BookStore.lockOf(book);
    }

    private enum Role {
        NODE,
        FOLLOWER
    }

    private static LedgerEngine open(LedgerConfig config, Role role) {
        try {
            LedgerEngine engine = new LedgerEngine(config, openBook(config, role));
            if (role == Role.FOLLOWER) {
                engine.writer.followOnly();
            }
            engine.completerThread.start();
            engine.writerThread.start();
            engine.sealerThread.start();
            engine.chainThread.start();
            return engine;
        } catch (SQLException failed) {
            throw new LedgerException(
                    LedgerException.Reason.CLOSED,
                    "opening book " + config.book() + ": " + failed.getMessage(),
                    failed);
        }
    }

    private static LogShape openBook(LedgerConfig config, Role role) throws SQLException {
        try (Connection connection = config.database().getConnection()) {
            connection.setAutoCommit(true);
            try (PreparedStatement create = connection.prepareStatement("SELECT ledger.create_book(?, ?::int2)")) {
                create.setInt(1, config.book());
                create.setInt(2, config.limits().partitionBits());
                create.execute();
            }
            if (role == Role.NODE && isPartial(connection, config.book())) {
                throw new LedgerException(
                        LedgerException.Reason.CLOSED,
                        "book " + config.book() + " is only partly imported; finish that import first");
            }
            try (PreparedStatement bits =
                    connection.prepareStatement("SELECT partition_bits FROM ledger.book WHERE book = ?")) {
                bits.setInt(1, config.book());
                try (ResultSet row = bits.executeQuery()) {
                    row.next();
                    return new LogShape(config.book(), row.getInt(1));
                }
            }
        }
    }

    private static boolean isPartial(Connection connection, int book) throws SQLException {
        try (PreparedStatement partial = connection.prepareStatement("SELECT FROM ledger.partial WHERE book = ?")) {
            partial.setInt(1, book);
            try (ResultSet row = partial.executeQuery()) {
                return row.next();
            }
        }
    }

    @Override
    public CompletableFuture<Outcome> submit(Command command) {
        return submitAll(
                        List.of(command),
                        Lane.INTERACTIVE,
                        Atomicity.INDIVIDUAL,
                        config.limits().deadline())
                .thenApply(List::getFirst);
    }

    @Override
    public CompletableFuture<List<Outcome>> submitAll(
            List<Command> commands, Lane lane, Atomicity atomicity, Duration deadline) {
        return queue(submission(commands, Purpose.BOOK, atomicity, deadline), lane).future;
    }

    @Override
    public CompletableFuture<List<DryRun>> dryRun(
            List<Command> commands, Lane lane, Atomicity atomicity, Duration deadline) {
        Submission submission = queue(submission(commands, Purpose.FORESEE, atomicity, deadline), lane);
        return submission.future.thenApply(submission::foreseen);
    }

    private Submission submission(List<Command> commands, Purpose purpose, Atomicity atomicity, Duration deadline) {
        Invariant.check(
                !config.insideTransaction().getAsBoolean(),
                "the ledger was asked inside a database transaction: it may need rows that the transaction has locked,"
                        + " a deadlock PostgreSQL cannot see; ask it before or after the transaction");
        checkSize(commands);
        long deadlineNanos = System.nanoTime() + deadline.toNanos();
        Submission submission = new Submission(commands, purpose, atomicity, deadlineNanos);
        if (submission.weight > SUBMISSION_LEGS_MAX) {
            throw new IllegalArgumentException("commands have " + submission.weight + " legs, at most 100,000");
        }
        return submission;
    }

    private Submission queue(Submission submission, Lane lane) {
        switch (lanes.offer(submission, lane)) {
            case TAKEN -> {}
            case FULL -> {
                submission.answerAll(new Outcome.Busy());
                submission.complete();
            }
            case CLOSED -> {
                submission.failure = new LedgerException(LedgerException.Reason.CLOSED, "the ledger is closed");
                submission.complete();
            }
        }
        return submission;
    }

    private void checkSize(List<Command> commands) {
        if (commands.isEmpty() || commands.size() > SUBMISSION_COMMANDS_MAX) {
            throw new IllegalArgumentException("submit 1 to 8,192 commands together, got " + commands.size());
        }
        for (Command command : commands) {
            Riders riders = command.terms().riders();
            if (riders != null) {
                for (Riders.Call call : riders.calls()) {
                    if (!writer.riders().knows(call.statement())) {
                        throw new IllegalArgumentException("no rider statement is registered as " + call.statement());
                    }
                }
            }
        }
    }

    private void complete(List<Submission> answered) {
        if (!answered.isEmpty()) {
            completed.add(List.copyOf(answered));
        }
    }

    /** Tells callers on a thread of its own: waking thousands of them is no work for the writer. */
    private void runCompleter() {
        try {
            while (true) {
                List<Submission> answered = completed.take();
                if (answered == LAST) {
                    return;
                }
                reader.committedMore();
                answered.forEach(Submission::complete);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void retire(int partition, KeyFilter filter) {
        BookState sealedIn = state;
        if (sealedIn.sealedKeys().partitions() != partition) {
            // The book was loaded again meanwhile; what was loaded says what is sealed.
            return;
        }
        Runnable publishFilter = sealedIn.sealedKeys().prepare(partition, filter);
        CountDownLatch retired = new CountDownLatch(1);
        writer.between(() -> {
            if (state == sealedIn) {
                sealedIn.retire(partition, publishFilter);
                writer.reloadIfTooLarge();
            }
            retired.countDown();
        });
        try {
            boolean done = false;
            while (!done && writerThread.isAlive()) {
                done = retired.await(100, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public LedgerReader reader() {
        return reader;
    }

    @Override
    public Health health() {
        BookState now = state;
        int open = now.memory().partitionOf(now.committedPosition() + 1);
        int unsealed = open - now.memory().partitionOf(now.memory().firstPosition());
        return new Health(writer.isWritable() && writerThread.isAlive(), now.committedSeq(), lanes.waiting(), unsealed);
    }

    @Override
    public void close() {
        lanes.close();
        try {
            writerThread.join();
            sealer.stop();
            chain.stop();
            completed.add(LAST);
            completerThread.join();
            sealerThread.join();
            chainThread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
