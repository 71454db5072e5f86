package io.bursar.access;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Writes down when keys were last used, to the minute, beside the requests. */
@Component
final class KeyUse implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(KeyUse.class);

    private final ApiKeyStore store;
    private final Set<Integer> used = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("key-use").factory());
    private @Nullable ScheduledFuture<?> writing;
    private volatile boolean running;

    KeyUse(ApiKeyStore store) {
        this.store = store;
    }

    void note(int caller) {
        used.add(caller);
    }

    void write() {
        Set<Integer> now = new HashSet<>(used);
        if (now.isEmpty()) {
            return;
        }
        try {
            used.removeAll(now);
            store.noteUse(now);
        } catch (DataAccessException failed) {
            LOG.warn("last use of API keys not written; it is written with their next use", failed);
        }
    }

    @Override
    public void start() {
        writing = timer.scheduleWithFixedDelay(this::write, 1, 60, TimeUnit.SECONDS);
        running = true;
    }

    @Override
    public void stop() {
        if (writing != null) {
            writing.cancel(false);
        }
        timer.shutdown();
        write();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
