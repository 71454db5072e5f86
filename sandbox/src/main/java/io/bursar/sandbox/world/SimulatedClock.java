package io.bursar.sandbox.world;

import java.util.function.LongSupplier;

/**
 * The world's time: the machine's, moved ahead by what the control API asked for, or standing still. It never goes
 * back.
 */
public final class SimulatedClock {
    private final LongSupplier machineMs;
    private long aheadMs;
    private boolean isFrozen;
    private volatile long nowMs;

    /** @param machineMs the machine's clock, milliseconds since 1970 */
    SimulatedClock(LongSupplier machineMs, long startMs) {
        this.machineMs = machineMs;
        nowMs = startMs;
        aheadMs = startMs - machineMs.getAsLong();
    }

    /** The time of the call that is being executed, or of the last one: milliseconds since 1970. */
    public long nowMs() {
        return nowMs;
    }

    public long nowSeconds() {
        return nowMs / 1000;
    }

    public boolean isFrozen() {
        return isFrozen;
    }

    /** The time as it would be read now, without moving to it. */
    long readMs() {
        return isFrozen ? nowMs : Math.max(nowMs, machineMs.getAsLong() + aheadMs);
    }

    void moveTo(long timeMs) {
        nowMs = Math.max(nowMs, timeMs);
    }

    void freeze(boolean frozen) {
        isFrozen = frozen;
        aheadMs = nowMs - machineMs.getAsLong();
    }

    /** Goes on from the time reached, at the machine's pace. */
    void follow() {
        aheadMs = nowMs - machineMs.getAsLong();
    }
}
