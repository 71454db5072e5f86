package io.bursar.engine.doctor.scan;

import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;

/** How fast an examination goes: at full speed, or working only a share of the time so that others have the machine. */
public final class Pace {
    private static final int ROWS_BETWEEN_LOOKS = 1_024;
    private static final long REST_NS_MIN = 5_000_000;
    private static final long REST_NS_MAX = 1_000_000_000;

    private final int percent;
    private volatile boolean isStopped;
    private boolean rests = true;
    private int rows;
    private long workedSinceNs = System.nanoTime();

    private Pace(int percent) {
        this.percent = percent;
    }

    /** Without rest. */
    public static Pace full() {
        return new Pace(100);
    }

    /** @param percent of the time that is spent working, 1 to 100 */
    public static Pace ofPercent(int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("percent must be 1 to 100, got " + percent);
        }
        return new Pace(percent);
    }

    /** Ends the examination soon, with a {@link CancellationException}. */
    public void stop() {
        isStopped = true;
    }

    /** An examination begins. */
    public void begin() {
        workedSinceNs = System.nanoTime();
    }

    /** @param mayRest whether nobody waits for what is read now */
    public void restIf(boolean mayRest) {
        rests = mayRest;
    }

    /** A row was read; rests if it is time to. */
    public void row() {
        if (++rows % ROWS_BETWEEN_LOOKS != 0) {
            return;
        }
        if (isStopped) {
            throw new CancellationException("the examination was stopped");
        }
        long now = System.nanoTime();
        long restNs = (now - workedSinceNs) * (100 - percent) / percent;
        if (!rests) {
            workedSinceNs = now;
        } else if (restNs >= REST_NS_MIN) {
            LockSupport.parkNanos(Math.min(restNs, REST_NS_MAX));
            workedSinceNs = System.nanoTime();
        }
    }
}
