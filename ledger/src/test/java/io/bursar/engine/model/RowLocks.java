package io.bursar.engine.model;

import io.bursar.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Somebody else's transactions: now and then they lock a few payments for longer than riders wait. */
final class RowLocks implements AutoCloseable {
    private static final String LOCK = """
            SELECT subject
            FROM payment
            WHERE subject LIKE ?
            ORDER BY subject
            FOR UPDATE
            """;

    private static final long HELD_NANOS = 300_000_000;
    private static final long PAUSE_NANOS = 1_500_000_000;

    private final TestDatabase database;
    private final @Nullable Thread thread;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean stopped;

    RowLocks(TestDatabase database, boolean working) {
        this.database = database;
        this.thread = working ? Thread.ofPlatform().name("row-locks").start(this::work) : null;
    }

    private void work() {
        try (Connection connection = database.connect();
                PreparedStatement lock = connection.prepareStatement(LOCK)) {
            connection.setAutoCommit(false);
            for (int round = 0; !stopped; round++) {
                lock.setString(1, "payment " + (10 + round % 90) + "_");
                lock.executeQuery().close();
                pause(HELD_NANOS);
                connection.rollback();
                pause(PAUSE_NANOS);
            }
        } catch (SQLException broken) {
            failure.set(broken);
        }
    }

    private void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        while (!stopped && System.nanoTime() < end) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    void throwFailure() {
        Throwable broken = failure.get();
        if (broken != null) {
            throw new Divergence("locking rows", broken);
        }
    }

    @Override
    public void close() {
        stopped = true;
        while (thread != null && thread.isAlive()) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
