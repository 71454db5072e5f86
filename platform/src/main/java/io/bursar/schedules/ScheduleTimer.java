package io.bursar.schedules;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Looks every second for what is due by the database's clock, on each node. */
@Component
final class ScheduleTimer implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleTimer.class);
    private static final long EVERY_MS = 1_000;
    /** Longer than one look takes at most. */
    private static final long STOP_SECONDS = 20;

    private final ScheduleStore store;
    private final ExecuteDue execute;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("schedules").factory());
    private volatile boolean running;

    ScheduleTimer(ScheduleStore store, ExecuteDue execute) {
        this.store = store;
        this.execute = execute;
    }

    /** Whatever fails, the next look comes: a timer that a defect has ended would be noticed by nobody. */
    private void look() {
        CompletableFuture.runAsync(() -> execute.run(store.now()), Runnable::run)
                .handle((done, failed) -> {
                    if (failed != null) {
                        LOG.warn("what is due could not be looked for or booked; it is tried again", failed);
                    }
                    return failed == null;
                })
                .join();
    }

    @Override
    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::look, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
        running = true;
    }

    /** Begins nothing more and waits for what was begun; the books are closed after this. */
    @Override
    public void stop() {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                timer.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            timer.shutdownNow();
            Thread.currentThread().interrupt();
        }
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
