package io.bursar.engine.write;

import io.bursar.engine.Command;
import io.bursar.engine.Ledger.Atomicity;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.LedgerException;
import io.bursar.engine.LedgerObserver;
import io.bursar.engine.LedgerObserver.Decision;
import io.bursar.engine.Outcome;
import io.bursar.engine.evaluate.Evaluator;
import io.bursar.engine.evaluate.Evaluator.Recording;
import io.bursar.engine.evaluate.Prepared;
import io.bursar.engine.evaluate.SealedAnswers;
import io.bursar.engine.log.CopyRows;
import io.bursar.engine.log.Micros;
import io.bursar.engine.state.BookState;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one thread that evaluates and appends for a book on this node. One batch is in flight; whatever arrived meanwhile
 * is the next one, so it never waits when idle and batches grow only under load.
 */
final class Writer implements Runnable {
    private static final long IDLE_MILLIS = 50;
    private static final long RECONNECT_MILLIS = 100;
    private static final long SLOW_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SLOW_LOCK_MILLIS = 50;
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
    private final Consumer<BookState> stateChanged;
    private final SecureRandom nonces = new SecureRandom();
    private final ArrayDeque<Submission> slow = new ArrayDeque<>();
    private final ArrayDeque<Runnable> errands = new ArrayDeque<>();
    private final int partitionBits;

    private BookLoader loader;
    private BookState state;
    private Evaluator evaluator;
    private BatchRow last;
    private int partitionsReady;
    private long slowNotBefore;
    private volatile boolean writable = true;

    Writer(
            LedgerConfig config,
            Lanes lanes,
            BookStore store,
            int partitionBits,
            Consumer<List<Submission>> completer,
            Consumer<BookState> stateChanged)
            throws SQLException {
        this.config = config;
        this.observer = config.observer();
        this.lanes = lanes;
        this.store = store;
        this.partitionBits = partitionBits;
        this.riders = new RiderRunner(config.riders());
        this.completer = completer;
        this.stateChanged = stateChanged;
        this.loader = new BookLoader(store, config.book(), partitionBits);
        BookLoader.Loaded loaded = loader.load(partitionBits);
        this.state = loaded.state();
        this.last = loaded.last();
        this.evaluator = new Evaluator(state);
        stateChanged.accept(state);
    }

    boolean isWritable() {
        return writable;
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
                List<Submission> batch =
                        lanes.take(config.limits().batchCommandsMax(), slow.isEmpty() ? IDLE_MILLIS : 1, openLanes());
                runErrands();
                if (!batch.isEmpty()) {
                    process(batch, config.limits().riderLockTimeout().toMillis());
                } else if (lanes.isClosed() && lanes.waiting() == 0 && slow.isEmpty()) {
                    return;
                } else {
                    answerLate();
                    idle();
                }
                processSlow();
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
        int unsealed = state.memory().partitionOf(state.committedPosition() + 1)
                - state.memory().partitionOf(state.memory().firstPosition());
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
        List<Submission> left = new ArrayList<>(slow);
        left.addAll(lanes.takeLate(Long.MAX_VALUE));
        for (Submission submission : left) {
            submission.failure = new LedgerException(LedgerException.Reason.CLOSED, "the ledger is closed");
        }
        completer.accept(left);
    }

    /** Reads what other nodes wrote, and lets due holds expire. */
    private void idle() throws InterruptedException {
        try {
            List<BatchRow> tail = store.tail(last.number());
            if (isRewound(tail)) {
                rewind(tail);
            } else {
                catchUp(tail);
            }
            setWritable();
            boolean anyDue =
                    !state.due().isEmpty() && state.due().first().expiresAt() <= System.currentTimeMillis() * 1_000;
            if (anyDue) {
                process(List.of(), config.limits().riderLockTimeout().toMillis());
            }
        } catch (SQLException failed) {
            lost("following the log", failed);
        } catch (RuntimeException defect) {
            giveUp(List.of(), defect);
        }
    }

    private void setWritable() {
        writable = true;
    }

    private void processSlow() throws InterruptedException {
        if (slow.isEmpty() || System.nanoTime() - slowNotBefore < 0) {
            return;
        }
        Submission next = slow.poll();
        process(List.of(next), SLOW_LOCK_MILLIS);
        slowNotBefore = System.nanoTime() + (slow.contains(next) ? SLOW_EVERY_NANOS : 0);
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
                    setWritable();
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
        observer.unavailable("appending a batch", defect);
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
                reload();
                return;
            } catch (SQLException | RuntimeException failed) {
                writable = false;
                observer.unavailable("loading the book again", failed);
                store.abandon();
                answerLate();
                pause();
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
        long begun = System.nanoTime();
        SealedAnswers answers = loader.prefetch(state, batch);
        long prefetched = System.nanoTime();
        BookStore.Tail tail = store.begin(last.number());
        if (isRewound(tail.batches())) {
            store.rollback();
            rewind(tail.batches());
            return false;
        }
        long news = last == BatchRow.NONE && tail.batches().isEmpty()
                ? 0
                : tail.batches().getLast().last() - last.last();
        if (news > CATCH_UP_ROWS_MAX) {
            store.rollback();
            catchUp(tail.batches());
            return false;
        }
        catchUp(tail.batches());
        long locked = System.nanoTime();
        long at = Math.max(last.atMicros(), tail.clockMicros());
        loader.loadDue(state, at);
        Failpoint.hit("after-begin");
        BookState.Mark start = state.mark();
        evaluator.begin(at, answers, conflicts);
        CopyRows copy = new CopyRows(store.copyConnection(), state.memory());
        boolean finished = false;
        try {
            List<Decision> decisions = evaluate(batch, copy);
            copy.finish();
            Failpoint.hit("after-copy-end");
            long evaluated = System.nanoTime();
            if (!evaluator.riders().isEmpty() && !ride(batch, conflicts, lockMillis)) {
                return false;
            }
            Failpoint.hit("after-riders");
            long ridden = System.nanoTime();
            finish(start, at, decisions);
            finished = true;
            observer.timed(new LedgerObserver.BatchTimes(
                    count(batch),
                    (int) (state.committedPosition() - start.position() + 1),
                    prefetched - begun,
                    locked - prefetched,
                    evaluated - locked,
                    ridden - evaluated,
                    System.nanoTime() - ridden));
            completer.accept(batch);
            return true;
        } finally {
            if (!finished) {
                state.undoTo(start);
                abandonTransaction(copy);
            }
        }
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

    private List<Decision> evaluate(List<Submission> batch, CopyRows copy) throws SQLException {
        List<Decision> decisions = new ArrayList<>();
        long sent = state.memory().nextPosition();
        evaluator.expireDue();
        noteExpiries(decisions);
        for (Submission submission : batch) {
            evaluate(submission, decisions);
            long next = state.memory().nextPosition();
            if (next - sent >= SEND_EVERY_ROWS) {
                send(copy, sent, next);
                sent = next;
            }
        }
        send(copy, sent, state.memory().nextPosition());
        return decisions;
    }

    private void send(CopyRows copy, long from, long end) throws SQLException {
        if (end > from) {
            ensurePartitions(state.memory().partitionOf(end - 1) + 1);
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
                BookStore.addPartition(connection, state.memory(), partition);
            }
        }
        partitionsReady = upTo + 1;
    }

    void partitionsReady(int count) {
        partitionsReady = Math.max(partitionsReady, count);
    }

    private void noteExpiries(List<Decision> decisions) {
        for (Decision.Expiry expiry : evaluator.takeExpiries()) {
            decisions.add(new Decision(expiry, new Outcome.Applied(expiry.hold(), java.time.Instant.EPOCH)));
        }
    }

    private void evaluate(Submission submission, List<Decision> decisions) {
        BookState.Mark before = state.mark();
        int ridersBefore = evaluator.riderCount();
        int decisionsBefore = decisions.size();
        try {
            if (submission.atomicity == Atomicity.ALL_OR_NOTHING) {
                evaluateAtomic(submission, decisions);
            } else {
                evaluateEach(submission, decisions);
            }
        } catch (RuntimeException defect) {
            // A defect in evaluation ends its own submission; the book goes on from before it.
            state.undoTo(before);
            evaluator.undoRiders(ridersBefore);
            evaluator.takeExpiries();
            decisions.subList(decisionsBefore, decisions.size()).clear();
            submission.failure = new LedgerException(
                    LedgerException.Reason.DEFECT, "evaluating the command failed; it was not applied", defect);
        }
    }

    private void evaluateEach(Submission submission, List<Decision> decisions) {
        boolean tell = observer.wantsDecisions();
        List<Prepared> commands = submission.commands;
        for (int i = 0; i < commands.size(); i++) {
            Outcome outcome = evaluator.evaluate(commands.get(i), Recording.RECORD);
            submission.outcomes[i] = outcome;
            noteExpiries(decisions);
            if (tell) {
                decisions.add(new Decision(commands.get(i).command(), outcome));
            }
        }
    }

    private void evaluateAtomic(Submission submission, List<Decision> decisions) {
        List<Prepared> commands = submission.commands;
        for (Prepared prepared : commands) {
            evaluator.expireOwn(prepared);
        }
        noteExpiries(decisions);
        BookState.Mark before = state.mark();
        int ridersBefore = evaluator.riderCount();
        for (int i = 0; i < commands.size(); i++) {
            Outcome outcome = evaluator.evaluate(commands.get(i), Recording.LEAVE_NO_TRACE);
            boolean stands = outcome instanceof Outcome.Applied
                    || (outcome instanceof Outcome.Replayed replayed && replayed.first() instanceof Outcome.Applied);
            submission.outcomes[i] = outcome;
            if (!stands) {
                state.undoTo(before);
                evaluator.undoRiders(ridersBefore);
                submission.answerAll(new Outcome.Aborted(i));
                submission.outcomes[i] = outcome;
                break;
            }
        }
        if (observer.wantsDecisions()) {
            List<Command> all = commands.stream().map(Prepared::command).toList();
            decisions.add(new Decision(new Decision.Atomic(all), atomicOutcome(submission)));
        }
    }

    private static Outcome atomicOutcome(Submission submission) {
        for (Outcome outcome : submission.outcomes) {
            if (outcome instanceof Outcome.Aborted aborted) {
                return java.util.Objects.requireNonNull(submission.outcomes[aborted.index()]);
            }
        }
        return java.util.Objects.requireNonNull(submission.outcomes[0]);
    }

    // ---- riders

    /** @return whether all riders went through; otherwise those to blame have been taken out or marked */
    private boolean ride(List<Submission> batch, Set<Prepared> conflicts, long lockMillis) throws SQLException {
        RiderRunner.Verdict verdict = riders.run(store.connection(), evaluator.riders(), lockMillis);
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
                slow.add(submission);
                slowNotBefore = System.nanoTime();
                return true;
            }
        }
        return false;
    }

    // ---- commit

    private void finish(BookState.Mark start, long at, List<Decision> decisions)
            throws SQLException, InterruptedException {
        long end = state.memory().nextPosition();
        if (end == start.position()) {
            store.rollback();
            tell(last.number(), at, decisions);
            return;
        }
        BatchRow row = new BatchRow(last.number() + 1, nonces.nextLong(), start.position(), end - 1, at);
        Failpoint.hit("before-commit");
        commit(row);
        Failpoint.hit("after-commit");
        last = row;
        state.publish(row.stamp(), at);
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

    /** Commits, or finds out whether it was committed, however long that takes. */
    private void commit(BatchRow row) throws SQLException, InterruptedException {
        try {
            store.appendAndCommit(row);
        } catch (SQLException failed) {
            if (!isFateUnknown(failed)) {
                throw failed;
            }
            observer.unavailable("committing a batch; finding out whether it was committed", failed);
            if (!isCommitted(row)) {
                throw failed;
            }
        }
    }

    private static boolean isFateUnknown(SQLException failed) {
        String sqlState = failed.getSQLState();
        return sqlState == null || sqlState.startsWith("08") || sqlState.startsWith("57P") || sqlState.startsWith("58");
    }

    private boolean isCommitted(BatchRow row) throws InterruptedException {
        writable = false;
        while (true) {
            store.abandon();
            answerLate();
            try {
                // The lock is free only when the server has ended the transaction whose answer was lost.
                BookStore.Tail tail = store.begin(row.number());
                store.rollback();
                return tail.batches().stream()
                        .anyMatch(batch -> batch.number() == row.number() && batch.nonce() == row.nonce());
            } catch (SQLException stillLost) {
                observer.unavailable("finding out whether a batch was committed", stillLost);
                pause();
            }
        }
    }

    // ---- other nodes, and history that was rewound

    private void catchUp(List<BatchRow> tail) throws SQLException {
        if (!tail.isEmpty() && tail.getLast().number() > last.number()) {
            loader.catchUp(state, tail, last.last());
            last = tail.getLast();
        }
    }

    private boolean isRewound(List<BatchRow> tail) {
        if (last == BatchRow.NONE) {
            return false;
        }
        return tail.isEmpty()
                || tail.getFirst().number() != last.number()
                || tail.getFirst().nonce() != last.nonce();
    }

    /** Drops memory and begins again from what the database has. */
    private void rewind(List<BatchRow> tail) throws SQLException {
        BookState old = state;
        long known = last.number();
        reload();
        boolean replaced = !tail.isEmpty();
        long keptPosition = replaced ? 0 : last.last();
        observer.rewound(
                known,
                last.number(),
                old.keysAfter(keptPosition).stream()
                        .filter(key -> !replaced || !isKnown(key))
                        .toList());
    }

    private boolean isKnown(io.bursar.engine.Key key) {
        byte[] bytes = io.bursar.engine.log.KeyCodec.encode(key);
        return state.findKey(io.bursar.engine.log.SipHash.hash(bytes, 0, bytes.length), bytes) != 0;
    }

    private void reload() throws SQLException {
        loader = new BookLoader(store, config.book(), partitionBits);
        BookLoader.Loaded loaded = loader.load(partitionBits);
        state = loaded.state();
        last = loaded.last();
        evaluator = new Evaluator(state);
        stateChanged.accept(state);
    }

    /** Drops memory when it holds more accounts than it may; they come back on demand. */
    void reloadIfTooLarge() {
        if (state.accounts().inMemory() > config.limits().accountsInMemoryMax()) {
            try {
                reload();
            } catch (SQLException failed) {
                observer.unavailable("loading the book again", failed);
            }
        }
    }

    // ---- a database that cannot be used

    private void lost(String doing, SQLException failed) throws InterruptedException {
        writable = false;
        // A restored database may lack partitions that were there.
        partitionsReady = 0;
        observer.unavailable(doing, failed);
        store.abandon();
        answerLate();
        pause();
    }

    private void answerLate() {
        List<Submission> late = lanes.takeLate(System.nanoTime());
        late.forEach(submission -> submission.answerAll(new Outcome.DeadlinePassed()));
        completer.accept(late);
    }

    private static void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(RECONNECT_MILLIS);
    }
}
