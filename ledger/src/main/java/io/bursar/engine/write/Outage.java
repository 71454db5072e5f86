package io.bursar.engine.write;

import io.bursar.engine.LedgerObserver;
import io.bursar.engine.Outcome;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What the writer does while the database cannot be used: it says so, answers whoever is late, and tries again. */
final class Outage {
    private static final long RECONNECT_MILLIS = 100;

    private final LedgerObserver observer;
    private final Lanes lanes;
    private final Consumer<List<Submission>> completer;
    private volatile boolean writable = true;

    Outage(LedgerObserver observer, Lanes lanes, Consumer<List<Submission>> completer) {
        this.observer = observer;
        this.lanes = lanes;
        this.completer = completer;
    }

    boolean isWritable() {
        return writable;
    }

    /** The database cannot be used, or may not be until it is known what became of a batch. */
    void begin() {
        writable = false;
    }

    /** The database was used. */
    void end() {
        writable = true;
    }

    void tell(String doing, Exception failed) {
        observer.unavailable(doing, failed);
    }

    /** Answers those in the queues whose deadline has passed. */
    void answerLate() {
        List<Submission> late = lanes.takeLate(System.nanoTime());
        late.forEach(submission -> submission.answerAll(new Outcome.DeadlinePassed()));
        completer.accept(late);
    }

    /** Lets time pass before the next try. */
    void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(RECONNECT_MILLIS);
    }
}
