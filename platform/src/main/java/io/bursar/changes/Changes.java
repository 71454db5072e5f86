package io.bursar.changes;

import io.bursar.database.Database;
import io.bursar.database.Transactions;
import io.bursar.engine.RiderStatement;
import io.bursar.engine.Riders;
import io.bursar.money.Invariant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Writes changes, those that wait together in one transaction. Where one of them conflicts or throws, the others are
 * written without it.
 */
@Component
public final class Changes implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    /** Changes a commit at most. */
    private static final int MOST = 500;

    private final Database database;
    private final List<RiderStatement> statements;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private volatile boolean isRunning;

    /** @param statements of all features, run in their order; a bean each */
    Changes(Database database, List<RiderStatement> statements) {
        this.database = database;
        this.statements = List.copyOf(statements);
    }

    private record Waiting(List<Riders.Call> calls, CompletableFuture<Written> written) {}

    /** What a group of changes came to: whom the conflicts hit. */
    private record Verdict(Map<Waiting, Written> conflicts) {}

    /**
     * Writes a change and waits until it is durable. Not to be called inside a database transaction.
     *
     * @param calls of registered statements; none of them names what only the ledger's evaluation knows
     * @throws ChangeFailed when a statement threw, or nobody knows whether the commit stood
     */
    public Written write(List<Riders.Call> calls) {
        Invariant.check(!Transactions.isInside(), "a change is written inside a database transaction");
        Waiting waiting = new Waiting(List.copyOf(calls), new CompletableFuture<>());
        queue.add(waiting);
        try {
            return waiting.written.join();
        } catch (CompletionException failed) {
            throw new ChangeFailed("writing " + calls.getFirst().statement(), failed);
        }
    }

    private void loop() {
        List<Waiting> group = new ArrayList<>();
        while (take(group)) {
            writeAll(group);
            group.clear();
        }
    }

    private boolean take(List<Waiting> group) {
        try {
            Waiting first = queue.take();
            if (first.calls.isEmpty()) {
                return false;
            }
            group.add(first);
            queue.drainTo(group, MOST - 1);
            return true;
        } catch (InterruptedException stopped) {
            return false;
        }
    }

    private void writeAll(List<Waiting> group) {
        List<Waiting> left = new ArrayList<>(group);
        boolean isStopping = left.removeIf(waiting -> waiting.calls.isEmpty());
        try {
            writeTogether(left);
        } catch (SQLException | RuntimeException failed) {
            if (left.size() == 1) {
                left.getFirst().written.completeExceptionally(failed);
            } else {
                LOG.warn("a group of changes failed and is written one by one changes={}", left.size(), failed);
                left.forEach(this::writeAlone);
            }
        }
        if (isStopping) {
            queue.add(new Waiting(List.of(), new CompletableFuture<>()));
        }
    }

    private void writeAlone(Waiting waiting) {
        try {
            writeTogether(new ArrayList<>(List.of(waiting)));
        } catch (SQLException | RuntimeException failed) {
            waiting.written.completeExceptionally(failed);
        }
    }

    private void writeTogether(List<Waiting> group) throws SQLException {
        if (group.isEmpty()) {
            return;
        }
        try (Connection connection = database.app().getConnection()) {
            connection.setAutoCommit(false);
            boolean isCommitted = false;
            try {
                Verdict verdict = run(connection, group);
                while (!verdict.conflicts.isEmpty()) {
                    connection.rollback();
                    verdict.conflicts.forEach((waiting, conflict) -> waiting.written.complete(conflict));
                    group.removeAll(verdict.conflicts.keySet());
                    verdict = run(connection, group);
                }
                connection.commit();
                isCommitted = true;
            } finally {
                if (!isCommitted) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
        group.forEach(waiting -> waiting.written.complete(new Written.Done()));
    }

    private Verdict run(Connection connection, List<Waiting> group) throws SQLException {
        Map<Waiting, Written> conflicts = new LinkedHashMap<>();
        for (RiderStatement statement : statements) {
            List<SetStatement.Row<Waiting>> rows = new ArrayList<>();
            for (Waiting waiting : group) {
                for (Riders.Call call : waiting.calls) {
                    if (call.statement().equals(statement.name())) {
                        rows.add(new SetStatement.Row<>(waiting, call.parameters()));
                    }
                }
            }
            if (!rows.isEmpty()) {
                SetStatement.run(connection, statement, rows)
                        .forEach(lost -> conflicts.putIfAbsent(lost, new Written.Conflict(statement.name())));
            }
        }
        return new Verdict(conflicts);
    }

    @Override
    public void start() {
        isRunning = true;
        Thread.ofPlatform().name("changes").daemon().start(this::loop);
    }

    /** Writes what was handed over before, then ends. */
    @Override
    public void stop() {
        isRunning = false;
        queue.add(new Waiting(List.of(), new CompletableFuture<>()));
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }

    /** After those that write through it have stopped: lower phases stop later. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1_000;
    }
}
