package io.bursar.engine.write;

import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerException;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.LedgerObserver.Decision;
import io.bursar.engine.Outcome;
import io.bursar.engine.evaluate.Evaluator;
import io.bursar.engine.evaluate.Prepared;
import io.bursar.engine.evaluate.SealedAnswers;
import io.bursar.engine.log.CopyRows;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.Micros;
import io.bursar.engine.state.BookState;
import io.bursar.engine.write.BatchDecisions.Noting;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The one thread that evaluates and appends for a book on this node. One batch is in flight; whatever arrived meanwhile
 * is the next one, so it never waits when idle and batches grow only under load.
 */
final class Writer implements Runnable {
    private static final long IDLE_MILLIS = 50;
    private static final long SET_ASIDE_LOCK_MILLIS = 50;
    private static final int SEND_EVERY_ROWS = 512;
    /** Full partitions that may wait to be sealed before bulk commands, and before any, have to wait. */
    private static final int UNSEALED_FOR_BULK = 2;

    private static final int UNSEALED_MAX = 6;
    /** More rows than this of other nodes are read without holding the lock. */
    private static final long CATCH_UP_ROWS_MAX = 10_000;

    private final LedgerConfig config;
    private final LedgerObserver observer;
    private final Lanes lanes;
    private final BookStore store;
    private final RiderRunner riders;
    private final Consumer<List<Submission>> completer;
    private final LoadedBook book;
    private final Outage outage;
    private final Commit commit;
    private final SecureRandom nonces = new SecureRandom();
    private final SetAside setAside = new SetAside();
    private final ArrayDeque<Runnable> errands = new ArrayDeque<>();
    private int partitionsReady;
    private boolean isFollower;

    /** @param completer told of submissions that have their outcomes, or failed */
    Writer(LedgerConfig config, Lanes lanes, BookStore store, LoadedBook book, Consumer<List<Submission>> completer) {
        this.config = config;
        this.observer = config.observer();
        this.lanes = lanes;
        this.store = store;
        this.book = book;
        this.riders = new RiderRunner(config.riders());
        this.completer = completer;
        this.outage = new Outage(config.observer(), lanes, completer);
        this.commit = new Commit(store, outage);
    }

    /** It only reads what others append: no hold expires by it. Said before it runs. */
    void followOnly() {
        isFollower = true;
    }

    boolean isWritable() {
        return outage.isWritable();
    }

    RiderRunner riders() {
        return riders;
    }

    /** Runs something on the writer's thread between two batches. */
    void between(Runnable errand) {
        synchronized (errands) {
            errands.add(errand);
        }
        lanes.nudge();
    }

    @Override
    public void run() {
        try {
            while (true) {
                List<Submission> batch = lanes.take(
                        config.limits().batchCommandsMax(), setAside.isEmpty() ? IDLE_MILLIS : 1, openLanes());
                runErrands();
                if (!batch.isEmpty()) {
                    process(batch, config.limits().riderLockTimeout().toMillis());
                } else if (lanes.isClosed() && lanes.waiting() == 0 && setAside.isEmpty()) {
                    return;
                } else {
                    outage.answerLate();
                    idle();
                }
                processSetAside();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            failWaiting();
            store.close();
        }
    }

    /** Rows wait in memory until they are sealed; when sealing falls behind, imports wait first, then everybody. */
    private Lanes.Open openLanes() {
        LogMemory memory = book.state().memory();
        int unsealed =
                memory.partitionOf(book.state().committedPosition() + 1) - memory.partitionOf(memory.firstPosition());
        if (unsealed < UNSEALED_FOR_BULK) {
            return Lanes.Open.BOTH;
        }
        return unsealed < UNSEALED_MAX ? Lanes.Open.INTERACTIVE_ONLY : Lanes.Open.NONE;
    }

    private void runErrands() {
        while (true) {
            Runnable errand;
            synchronized (errands) {
                errand = errands.poll();
            }
            if (errand == null) {
                return;
            }
            errand.run();
        }
    }

    private void failWaiting() {
        lanes.close();
        List<Submission> left = new ArrayList<>(setAside.all());
        left.addAll(lanes.takeLate(Long.MAX_VALUE));
        for (Submission submission : left) {
            submission.failure = new LedgerException(LedgerException.Reason.CLOSED, "the ledger is closed");
        }
        completer.accept(left);
    }

    /** Reads what other nodes wrote, and lets due holds expire. */
    private void idle() throws InterruptedException {
        try {
            BookStore.Tail tail = store.tail(book.last().number());
            if (book.isRewound(tail.batches())) {
                book.rewind(tail.batches());
            } else {
                book.catchUp(tail.batches());
            }
            outage.end();
            if (!isFollower && isAnyDue(tail.clockMicros())) {
                process(List.of(), config.limits().riderLockTimeout().toMillis());
            }
        } catch (SQLException failed) {
            lost("following the log", failed);
        } catch (RuntimeException defect) {
            giveUp(List.of(), defect);
        }
    }

    private boolean isAnyDue(long atMicros) {
        var due = book.state().due();
        return !due.isEmpty() && due.first().expiresAt() <= atMicros;
    }

    private void processSetAside() throws InterruptedException {
        Submission next = setAside.next();
        if (next != null) {
            process(List.of(next), SET_ASIDE_LOCK_MILLIS);
            setAside.tried(next);
        }
    }

    // ---- one batch

    /** Tries until the batch is committed, refused, or past its deadlines. */
    private void process(List<Submission> arrived, long lockMillis) throws InterruptedException {
        List<Submission> batch = new ArrayList<>(arrived);
        Set<Prepared> conflicts = new HashSet<>();
        do {
            dropLate(batch);
            try {
                if (attempt(batch, conflicts, lockMillis)) {
                    outage.end();
                    return;
                }
            } catch (SQLException failed) {
                lost("appending a batch", failed);
            } catch (RuntimeException defect) {
                giveUp(batch, defect);
                return;
            }
        } while (!batch.isEmpty());
    }

    /** A defect outside evaluation: nothing of the batch was applied; memory is loaded again to be sure of it. */
    private void giveUp(List<Submission> batch, RuntimeException defect) throws InterruptedException {
        outage.tell("appending a batch", defect);
        for (Submission submission : batch) {
            submission.failure = new LedgerException(
                    LedgerException.Reason.DEFECT, "the batch of this command failed; it was not applied", defect);
        }
        completer.accept(batch);
        store.abandon();
        reloadOrWait();
    }

    private void reloadOrWait() throws InterruptedException {
        while (!lanes.isClosed()) {
            try {
                book.reload();
                return;
            } catch (SQLException | RuntimeException failed) {
                outage.begin();
                outage.tell("loading the book again", failed);
                store.abandon();
                outage.answerLate();
                outage.pause();
            }
        }
    }

    private void dropLate(List<Submission> batch) {
        long now = System.nanoTime();
        List<Submission> late = new ArrayList<>();
        for (Submission submission : batch) {
            if (submission.isLate(now)) {
                submission.answerAll(new Outcome.DeadlinePassed());
                late.add(submission);
            }
        }
        if (!late.isEmpty()) {
            batch.removeAll(late);
            completer.accept(late);
        }
    }

    /** @return whether every submission that is left in the batch has its outcomes */
    private boolean attempt(List<Submission> batch, Set<Prepared> conflicts, long lockMillis)
            throws SQLException, InterruptedException {
        Stopwatch watch = new Stopwatch();
        SealedAnswers answers = book.loader().prefetch(book.state(), batch);
        long prefetchNs = watch.lap();
        BookStore.Tail tail = store.begin(book.last().number());
        if (!follow(tail.batches())) {
            return false;
        }
        long lockNs = watch.lap();
        BookState state = book.state();
        Evaluator evaluator = book.evaluator();
        long at = Math.max(book.last().atMicros(), tail.clockMicros());
        book.loader().loadDue(state, at);
        Failpoint.hit("after-begin");
        BookState.Mark start = state.mark();
        evaluator.begin(at, answers, conflicts);
        CopyRows copy = new CopyRows(store.copyConnection(), state.memory());
        boolean finished = false;
        try {
            List<Decision> decisions = decide(batch, copy);
            copy.finish();
            Failpoint.hit("after-copy-end");
            long evaluateNs = watch.lap();
            if (!evaluator.riders().isEmpty() && !ride(batch, conflicts, lockMillis)) {
                return false;
            }
            Failpoint.hit("after-riders");
            long ridersNs = watch.lap();
            finish(start, at, decisions);
            finished = true;
            int rows = (int) (state.committedPosition() - start.position() + 1);
            observer.timed(new LedgerObserver.BatchTimes(
                    count(batch), rows, prefetchNs, lockNs, evaluateNs, ridersNs, watch.lap()));
            completer.accept(batch);
            return true;
        } finally {
            if (!finished) {
                state.undoTo(start);
                abandonTransaction(copy);
            }
        }
    }

    /**
     * Brings memory up to what the transaction sees.
     *
     * @return whether the transaction goes on; not when that takes so long that nobody should wait for the lock
     */
    private boolean follow(List<BatchRow> tail) throws SQLException {
        if (book.isRewound(tail)) {
            store.rollback();
            book.rewind(tail);
            return false;
        }
        if (book.rowsBehind(tail) > CATCH_UP_ROWS_MAX) {
            store.rollback();
            book.catchUp(tail);
            return false;
        }
        book.catchUp(tail);
        return true;
    }

    private void abandonTransaction(CopyRows copy) {
        try {
            copy.cancel();
            store.rollback();
        } catch (SQLException broken) {
            store.abandon();
        }
    }

    private static int count(List<Submission> batch) {
        int commands = 0;
        for (Submission submission : batch) {
            commands += submission.commands.size();
        }
        return commands;
    }

    // ---- evaluation

    private List<Decision> decide(List<Submission> batch, CopyRows copy) throws SQLException {
        BatchDecisions decisions = new BatchDecisions(
                book.state(), book.evaluator(), observer.wantsDecisions() ? Noting.ALL : Noting.EXPIRIES);
        LogMemory memory = book.state().memory();
        long sent = memory.nextPosition();
        decisions.expireDue();
        for (Submission submission : batch) {
            decisions.decide(submission);
            long next = memory.nextPosition();
            if (next - sent >= SEND_EVERY_ROWS) {
                send(copy, sent, next);
                sent = next;
            }
        }
        send(copy, sent, memory.nextPosition());
        return decisions.all();
    }

    private void send(CopyRows copy, long from, long end) throws SQLException {
        if (end > from) {
            ensurePartitions(book.state().memory().partitionOf(end - 1) + 1);
            copy.send(from, end);
            Failpoint.hit("after-first-copy");
        }
    }

    /** Partitions are added ahead of time by the sealer; this is for when it has fallen behind. */
    private void ensurePartitions(int upTo) throws SQLException {
        if (partitionsReady > upTo) {
            return;
        }
        try (var connection = config.database().getConnection()) {
            for (int partition = Math.max(0, upTo - 1); partition <= upTo; partition++) {
                BookStore.addPartition(connection, book.state().memory(), partition);
            }
        }
        partitionsReady = upTo + 1;
    }

    void partitionsReady(int count) {
        partitionsReady = Math.max(partitionsReady, count);
    }

    // ---- riders

    /** @return whether all riders went through; otherwise those to blame have been taken out or marked */
    private boolean ride(List<Submission> batch, Set<Prepared> conflicts, long lockMillis) throws SQLException {
        RiderRunner.Verdict verdict =
                riders.run(store.connection(), book.evaluator().riders(), lockMillis);
        if (verdict.isClean()) {
            return true;
        }
        conflicts.addAll(verdict.conflicts);
        List<Submission> out = new ArrayList<>();
        for (Submission submission : batch) {
            if (takeOut(submission, verdict)) {
                out.add(submission);
            }
        }
        batch.removeAll(out);
        completer.accept(out.stream().filter(one -> one.failure != null).toList());
        return false;
    }

    private boolean takeOut(Submission submission, RiderRunner.Verdict verdict) {
        for (Prepared prepared : submission.commands) {
            SQLException thrown = verdict.guilty.get(prepared);
            if (thrown != null) {
                submission.failure = new LedgerException(
                        LedgerException.Reason.RIDER_FAILED,
                        "a rider's statement failed, so its command was not applied: " + thrown.getMessage(),
                        thrown);
                return true;
            }
        }
        for (Prepared prepared : submission.commands) {
            if (verdict.setAside.contains(prepared)) {
                setAside.add(submission);
                return true;
            }
        }
        return false;
    }

    // ---- commit

    private void finish(BookState.Mark start, long at, List<Decision> decisions)
            throws SQLException, InterruptedException {
        long end = book.state().memory().nextPosition();
        if (end == start.position()) {
            store.rollback();
            tell(book.last().number(), at, decisions);
            return;
        }
        BatchRow row = new BatchRow(book.last().number() + 1, nonces.nextLong(), start.position(), end - 1, at);
        Failpoint.hit("before-commit");
        commit.run(row);
        Failpoint.hit("after-commit");
        book.publish(row);
        Failpoint.hit("before-publish");
        tell(row.number(), at, decisions);
    }

    private void tell(long batch, long at, List<Decision> decisions) {
        List<Long> expired = new ArrayList<>();
        for (Decision decision : decisions) {
            if (decision.command() instanceof Decision.Expiry expiry) {
                expired.add(expiry.hold());
            }
        }
        if (!expired.isEmpty()) {
            observer.expired(expired);
        }
        observer.committed(batch, Micros.toInstant(at), observer.wantsDecisions() ? decisions : List.of());
    }

    /** Drops memory when it holds more accounts than it may; they come back on demand. */
    void reloadIfTooLarge() {
        if (book.state().accounts().inMemory() > config.limits().accountsInMemoryMax()) {
            try {
                book.reload();
            } catch (SQLException failed) {
                outage.tell("loading the book again", failed);
            }
        }
    }

    // ---- a database that cannot be used

    private void lost(String doing, SQLException failed) throws InterruptedException {
        outage.begin();
        // A restored database may lack partitions that were there.
        partitionsReady = 0;
        outage.tell(doing, failed);
        store.abandon();
        outage.answerLate();
        outage.pause();
    }
}
