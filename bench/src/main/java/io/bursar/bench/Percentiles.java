package io.bursar.bench;

import java.util.Arrays;

/** Percentiles of measured times, exact. */
final class Percentiles {
    private final long[] sorted;

    Percentiles(long[] nanos) {
        sorted = nanos.clone();
        Arrays.sort(sorted);
    }

    /** Milliseconds below which {@code share} (0 to 1) of the times lie. */
    double millis(double share) {
        int index = (int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)));
        return sorted[index] / 1e6;
    }
}
