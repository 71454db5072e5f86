package io.bursar.jobs;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A look at whether there is work, and the doing of it; a bean of its feature. */
public final class Job {
    private static final Logger LOG = LoggerFactory.getLogger(Job.class);

    private final String name;
    private final Duration every;
    private final Runnable look;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean isAwake;
    private boolean isEnded;

    /**
     * @param name in logs and of its thread
     * @param every from the end of a look to the next, unless it is woken before; above zero
     * @param look returns when nothing is left to do now; what it throws is told, and the next look comes all the same
     */
    public Job(String name, Duration every, Runnable look) {
        this.name = name;
        this.every = every;
        this.look = look;
    }

    /** There is work: look at once, or once more when a look is under way. */
    public void wake() {
        lock.lock();
        try {
            isAwake = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    String name() {
        return name;
    }

    /** Looks until it is told to end. */
    void run() {
        while (awaitNext()) {
            try {
                look.run();
            } catch (RuntimeException failed) {
                // A job that a defect has ended would be noticed by nobody.
                LOG.warn("a job failed; it looks again in {} job={}", every, name, failed);
            }
        }
    }

    /** Begins no further look. */
    void end() {
        lock.lock();
        try {
            isEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitNext() {
        lock.lock();
        try {
            long left = every.toNanos();
            while (!isEnded && !isAwake && left > 0) {
                left = changed.awaitNanos(left);
            }
            isAwake = false;
            return !isEnded;
        } catch (InterruptedException hurried) {
            return false;
        } finally {
            lock.unlock();
        }
    }
}
