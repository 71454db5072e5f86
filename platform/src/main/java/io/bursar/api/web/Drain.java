package io.bursar.api.web;

import java.util.concurrent.locks.LockSupport;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The first step of stopping. For a moment requests are still taken and answered with {@code Connection: close}, and
 * readiness says no, so that clients and balancers leave before the door shuts. Then the server finishes what it took.
 */
@Component
final class Drain implements SmartLifecycle {
    private static final long GRACE_NS = 400_000_000;

    private volatile boolean running;
    private volatile boolean draining;

    boolean isDraining() {
        return draining;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        draining = true;
        long until = System.nanoTime() + GRACE_NS;
        for (long left = GRACE_NS; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before everything else. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
