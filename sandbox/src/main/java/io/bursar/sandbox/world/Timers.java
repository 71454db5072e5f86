package io.bursar.sandbox.world;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What happens by itself at a time of the simulated clock; in order of time, then of setting. */
final class Timers {
    private record Timer(long atMs, long number, Runnable action) {}

    private final PriorityQueue<Timer> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Timer::atMs).thenComparingLong(Timer::number));
    private long set;

    void add(long atMs, Runnable action) {
        waiting.add(new Timer(atMs, set++, action));
    }

    /** When the next one is due; the far future when there is none. */
    long nextMs() {
        Timer next = waiting.peek();
        return next == null ? Long.MAX_VALUE : next.atMs();
    }

    /** Runs all that are due by a time, each at its own. */
    void runUntil(long timeMs, SimulatedClock clock) {
        Timer next = waiting.peek();
        while (next != null && next.atMs() <= timeMs) {
            waiting.remove();
            clock.moveTo(next.atMs());
            next.action().run();
            next = waiting.peek();
        }
        clock.moveTo(timeMs);
    }
}
