package io.bursar.jobs;

import java.time.Duration;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Runs every job on a thread of its own, from when the application is up until it stops. */
@Component
final class JobRunner implements SmartLifecycle {
    /** Longer than one look takes at most. */
    private static final Duration STOP = Duration.ofSeconds(40);

    private final List<Job> jobs;
    private volatile List<Thread> threads = List.of();

    JobRunner(List<Job> jobs) {
        this.jobs = List.copyOf(jobs);
    }

    @Override
    public void start() {
        threads = jobs.stream()
                .map(job -> Thread.ofVirtual().name("job-" + job.name()).start(job::run))
                .toList();
    }

    /** Begins nothing more and waits for what was begun; the books are closed after this. */
    @Override
    public void stop() {
        jobs.forEach(Job::end);
        long end = System.nanoTime() + STOP.toNanos();
        for (Thread thread : threads) {
            await(thread, end);
        }
        threads = List.of();
    }

    private static void await(Thread thread, long endNs) {
        try {
            if (!thread.join(Duration.ofNanos(Math.max(1, endNs - System.nanoTime())))) {
                thread.interrupt();
            }
        } catch (InterruptedException hurried) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return !threads.isEmpty();
    }
}
