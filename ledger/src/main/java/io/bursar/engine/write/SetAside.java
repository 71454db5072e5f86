package io.bursar.engine.write;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Submissions whose riders met a locked row: each is tried again alone, and seldom, so that nobody waits for it. */
final class SetAside {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ArrayDeque<Submission> waiting = new ArrayDeque<>();
    private long notBefore;

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(Submission submission) {
        waiting.add(submission);
        notBefore = System.nanoTime();
    }

    /** The one to try now; null when there is none or it is too early. */
    @Nullable
    Submission next() {
        return waiting.isEmpty() || System.nanoTime() - notBefore < 0 ? null : waiting.poll();
    }

    /** Says when the next may be tried: at once, unless this one came back. */
    void tried(Submission submission) {
        notBefore = System.nanoTime() + (waiting.contains(submission) ? EVERY_NANOS : 0);
    }

    List<Submission> all() {
        return List.copyOf(waiting);
    }
}
