package io.bursar.gateways.inbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does for many what each asks for alone: whoever comes first does the work of all who have come meanwhile, so that
 * many commits become one. Nobody waits for company: with one caller it is one call.
 *
 * @param <T> what is asked for
 * @param <R> what comes of it
 */
final class Together<T, R> {
    private final int most;
    private final Function<List<T>, List<R>> work;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Queue<Asked<T, R>> queue = new ConcurrentLinkedQueue<>();

    private static final class Asked<T, R> {
        private final T what;
        private @Nullable R result;
        private @Nullable RuntimeException failure;
        private boolean isDone;

        Asked(T what) {
            this.what = what;
        }
    }

    /**
     * @param most that are done at once
     * @param work one result for each, in their order; what it throws is thrown at all of them
     */
    Together(int most, Function<List<T>, List<R>> work) {
        this.most = most;
        this.work = work;
    }

    /** Returns when it is done. */
    R ask(T what) {
        Asked<T, R> mine = new Asked<>(what);
        queue.add(mine);
        turn.lock();
        try {
            while (!mine.isDone) {
                doSome();
            }
        } finally {
            turn.unlock();
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
        return java.util.Objects.requireNonNull(mine.result);
    }

    private void doSome() {
        List<Asked<T, R>> some = new ArrayList<>();
        for (Asked<T, R> next = queue.poll(); next != null; next = some.size() < most ? queue.poll() : null) {
            some.add(next);
        }
        boolean isWhole = false;
        try {
            List<R> results = work.apply(some.stream().map(asked -> asked.what).toList());
            for (int i = 0; i < some.size(); i++) {
                some.get(i).result = results.get(i);
            }
            isWhole = true;
        } finally {
            // What was thrown goes to whoever did the work; the others are told that it failed.
            boolean isFailed = !isWhole;
            some.forEach(asked -> {
                asked.isDone = true;
                asked.failure = isFailed ? new IllegalStateException("the work of many failed") : null;
            });
        }
    }
}
