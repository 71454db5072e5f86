package io.bursar.engine.doctor.scan;

import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;

/** How fast an examination goes: at full speed, or working only a share of the time so that others have the machine. */
public final class Pace {
    private static final int ROWS_BETWEEN_LOOKS = 1_024;
    private static final long REST_NS_MIN = 5_000_000;
    private static final long REST_NS_MAX = 1_000_000_000;

    private final int usualPercent;
    private volatile int percent;
    private volatile boolean isStopped;
    private volatile long rowsRead;
    private boolean rests = true;
    private long rows;
    private long workedSinceNs = System.nanoTime();

    private Pace(int percent) {
        this.usualPercent = percent;
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
        percent = usualPercent;
        rows = 0;
        rowsRead = 0;
        workedSinceNs = System.nanoTime();
    }

    /** The examination under way goes on without rests. */
    public void hurry() {
        percent = 100;
    }

    /** How many rows the examination under way has read, to about a thousand. */
    public long rowsRead() {
        return rowsRead;
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
        rowsRead = rows;
        long now = System.nanoTime();
        int share = percent;
        long restNs = (now - workedSinceNs) * (100 - share) / share;
        if (!rests) {
            workedSinceNs = now;
        } else if (restNs >= REST_NS_MIN) {
            LockSupport.parkNanos(Math.min(restNs, REST_NS_MAX));
            workedSinceNs = System.nanoTime();
        }
    }
}
