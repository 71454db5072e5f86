package io.bursar.sandbox.world;

import io.bursar.sandbox.faults.FaultRules;
import io.bursar.sandbox.http.HttpAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The simulated world: executes calls one at a time, at times of its own clock, and journals each before its answer
 * leaves. Started again on the same journal it executes them again and is the same world.
 */
public final class World implements AutoCloseable {
    private static final String CLOCK = "clock";
    private static final long IDLE_MS = 500;
    private static final long FLUSH_NS = 1_000_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Player> players = new HashMap<>();
    private final Timers timers = new Timers();
    private final @Nullable Journal journal;
    private final SimulatedClock clock;
    private final Ids ids;
    private final Book book = new Book();
    private final Webhooks webhooks;
    private final List<Call> past;
    private volatile boolean isClosed;
    /** Until when the clock's thread means to sleep. */
    private long wakesAtMs;

    /**
     * What a world is made of.
     *
     * @param file the journal; null for a world that forgets
     * @param startMs when a new world begins, in milliseconds since 1970; 0 for now
     * @param machineMs the machine's clock
     */
    public record Origin(@Nullable Path file, Sync sync, long seed, long startMs, LongSupplier machineMs) {}

    public World(Origin origin, FaultRules faults) throws IOException {
        long startMs = origin.startMs() == 0 ? origin.machineMs().getAsLong() : origin.startMs();
        Journal.Origin begin = new Journal.Origin(origin.seed(), startMs);
        if (origin.file() == null) {
            journal = null;
            past = List.of();
        } else {
            Journal.Opened opened = Journal.open(origin.file(), origin.sync(), begin);
            journal = opened.journal();
            past = opened.calls();
            begin = opened.origin();
        }
        clock = new SimulatedClock(origin.machineMs(), begin.startMs());
        ids = new Ids(begin.seed());
        webhooks = new Webhooks(this, faults);
        players.put(CLOCK, this::applyClock);
        players.put(Webhooks.PLAYER, webhooks);
    }

    /** Adds one who executes calls; before {@link #start}. */
    public void add(String name, Player player) {
        players.put(name, player);
    }

    /** Executes the past again, then lets time run. */
    public void start() {
        lock.lock();
        try {
            for (Call call : past) {
                execute(call);
            }
            clock.follow();
        } finally {
            lock.unlock();
        }
        webhooks.start();
        Thread.ofPlatform().daemon().name("sandbox-clock").start(this::runClock);
    }

    public SimulatedClock clock() {
        return clock;
    }

    public Ids ids() {
        return ids;
    }

    public Book book() {
        return book;
    }

    public Webhooks webhooks() {
        return webhooks;
    }

    /** Lets something happen by itself; called while a call is executed. */
    public void at(long timeMs, Runnable action) {
        timers.add(timeMs, action);
        if (timeMs < wakesAtMs) {
            changed.signalAll();
        }
    }

    public void after(long delayMs, Runnable action) {
        at(clock.nowMs() + delayMs, action);
    }

    /** Executes a call, and returns its answer once the journal has it. */
    public HttpAnswer change(Call draft) {
        long number = 0;
        HttpAnswer answer;
        lock.lock();
        try {
            Call call = draft.at(clock.readMs());
            if (journal != null) {
                number = journal.append(call);
            }
            answer = execute(call);
        } finally {
            lock.unlock();
        }
        if (journal != null) {
            journal.await(number);
        }
        return answer;
    }

    /** As {@link #change}, without waiting for the journal: for what may be forgotten. */
    void note(Call draft) {
        lock.lock();
        try {
            Call call = draft.at(clock.readMs());
            if (journal != null) {
                journal.append(call);
            }
            execute(call);
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the world as it is now. */
    public <T> T read(Supplier<T> look) {
        lock.lock();
        try {
            timers.runUntil(clock.readMs(), clock);
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Moves the clock ahead; all that was due meanwhile happens, each at its time. Returns the time reached. */
    public long advance(long byMs) {
        change(Call.of(CLOCK, "advance", Long.toString(byMs), ""));
        return clock.nowMs();
    }

    /** Stops the clock, or lets it run on. */
    public void freeze(boolean frozen) {
        change(Call.of(CLOCK, frozen ? "freeze" : "run", "", ""));
    }

    private HttpAnswer applyClock(Call call) {
        switch (call.method()) {
            case "advance" -> {
                timers.runUntil(clock.nowMs() + Long.parseLong(call.path()), clock);
                clock.follow();
            }
            case "freeze" -> clock.freeze(true);
            default -> clock.freeze(false);
        }
        changed.signalAll();
        return HttpAnswer.json(200, "{}");
    }

    private HttpAnswer execute(Call call) {
        timers.runUntil(call.atMs(), clock);
        Player player = players.get(call.player());
        if (player == null) {
            throw new IllegalStateException("nobody plays " + call.player());
        }
        return player.apply(call);
    }

    private void runClock() {
        long flushedAt = System.nanoTime();
        while (!isClosed) {
            lock.lock();
            try {
                timers.runUntil(clock.readMs(), clock);
                long untilMs = clock.isFrozen() ? IDLE_MS : Math.min(IDLE_MS, timers.nextMs() - clock.readMs());
                wakesAtMs = clock.nowMs() + untilMs;
                if (untilMs > 0 && changed.await(untilMs, TimeUnit.MILLISECONDS)) {
                    wakesAtMs = 0;
                }
            } catch (InterruptedException e) {
                return;
            } finally {
                lock.unlock();
            }
            if (System.nanoTime() - flushedAt > FLUSH_NS) {
                flushedAt = System.nanoTime();
                flush();
            }
        }
    }

    private void flush() {
        try {
            if (journal != null && !isClosed) {
                journal.flush();
            }
        } catch (IOException e) {
            System.err.println("sandbox: the journal cannot be written: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        isClosed = true;
        webhooks.close();
        lock.lock();
        try {
            changed.signalAll();
            if (journal != null) {
                journal.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
