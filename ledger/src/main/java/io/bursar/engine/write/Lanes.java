package io.bursar.engine.write;

import io.bursar.engine.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The two bounded queues of a book. Bounds count commands, so one big submission cannot hide behind a small count. */
final class Lanes {
    /** A batch stops growing at this many rows, about. */
    static final int ROWS_MAX = 32_768;

    private final int commandsMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Submission> interactive = new ArrayDeque<>();
    private final ArrayDeque<Submission> bulk = new ArrayDeque<>();
    private int interactiveCommands;
    private int bulkCommands;
    private boolean closed;
    private boolean nudged;

    /** What became of an offer. */
    enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }

    Lanes(int commandsMax) {
        this.commandsMax = commandsMax;
    }

    Offer offer(Submission submission, Lane lane) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            int size = submission.commands.size();
            int waiting = lane == Lane.INTERACTIVE ? interactiveCommands : bulkCommands;
            if (waiting > 0 && waiting + size > commandsMax) {
                return Offer.FULL;
            }
            if (lane == Lane.INTERACTIVE) {
                interactive.add(submission);
                interactiveCommands += size;
            } else {
                bulk.add(submission);
                bulkCommands += size;
            }
            arrived.signal();
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /** What the writer may take: everything, or only what people wait for while sealing catches up. */
    enum Open {
        BOTH,
        INTERACTIVE_ONLY,
        NONE
    }

    /** What is there, interactive first, up to the limits; waits for something only so long. */
    List<Submission> take(int batchCommandsMax, long waitMillis, Open open) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
            while (next(open) == null && !(closed && isEmpty()) && !nudged && left > 0) {
                left = arrived.awaitNanos(left);
            }
            nudged = false;
            List<Submission> batch = new ArrayList<>();
            int commands = 0;
            int rows = 0;
            while (true) {
                Submission next = next(open);
                if (next == null) {
                    return batch;
                }
                boolean fromInteractive = next == interactive.peek();
                boolean fits = commands + next.commands.size() <= batchCommandsMax && rows + next.weight <= ROWS_MAX;
                if (!batch.isEmpty() && !fits) {
                    return batch;
                }
                if (fromInteractive) {
                    interactive.poll();
                    interactiveCommands -= next.commands.size();
                } else {
                    bulk.poll();
                    bulkCommands -= next.commands.size();
                }
                batch.add(next);
                commands += next.commands.size();
                rows += next.weight;
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isEmpty() {
        return interactive.isEmpty() && bulk.isEmpty();
    }

    private @Nullable Submission next(Open open) {
        return switch (open) {
            case BOTH -> interactive.isEmpty() ? bulk.peek() : interactive.peek();
            case INTERACTIVE_ONLY -> interactive.peek();
            case NONE -> null;
        };
    }

    /** Submissions whose deadline has passed while they waited. */
    List<Submission> takeLate(long nowNanos) {
        lock.lock();
        try {
            List<Submission> late = new ArrayList<>();
            interactiveCommands -= takeLate(interactive, nowNanos, late);
            bulkCommands -= takeLate(bulk, nowNanos, late);
            return late;
        } finally {
            lock.unlock();
        }
    }

    private static int takeLate(ArrayDeque<Submission> lane, long nowNanos, List<Submission> late) {
        int commands = 0;
        for (Submission submission : lane) {
            if (submission.isLate(nowNanos)) {
                late.add(submission);
                commands += submission.commands.size();
            }
        }
        lane.removeAll(late);
        return commands;
    }

    /** Wakes the writer though nothing was submitted. */
    void nudge() {
        lock.lock();
        try {
            nudged = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return interactiveCommands + bulkCommands;
        } finally {
            lock.unlock();
        }
    }
}
