package io.bursar.engine.write;

/** Nanoseconds from one phase of a batch to the next. */
final class Stopwatch {
    private long last = System.nanoTime();

    /** Nanoseconds since the last lap, or the beginning. */
    long lap() {
        long now = System.nanoTime();
        long lap = now - last;
        last = now;
        return lap;
    }
}
