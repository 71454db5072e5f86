package io.bursar.changes;

import io.bursar.database.Database;
import io.bursar.database.Transactions;
import io.bursar.engine.RiderStatement;
import io.bursar.engine.Riders;
import io.bursar.engine.SetStatements;
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

    /** How the statements of a group are run: whose changes conflicted, and where. */
    private interface Way {
        Map<Waiting, Written> run(Connection connection, List<Waiting> group) throws SQLException;
    }

    /** A statement threw before anything was committed. */
    private static final class StatementFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final SQLException thrown;

        StatementFailed(SQLException thrown) {
            super(thrown);
            this.thrown = thrown;
        }

        SQLException thrown() {
            return thrown;
        }
    }

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
            commit(left, this::together);
        } catch (StatementFailed failed) {
            LOG.warn("a group of changes failed and is written one by one changes={}", left.size(), failed);
            left.forEach(this::writeAlone);
        } catch (SQLException | RuntimeException failed) {
            left.forEach(waiting -> waiting.written.completeExceptionally(failed));
        }
        if (isStopping) {
            queue.add(new Waiting(List.of(), new CompletableFuture<>()));
        }
    }

    private void writeAlone(Waiting waiting) {
        try {
            commit(new ArrayList<>(List.of(waiting)), this::apart);
        } catch (StatementFailed failed) {
            waiting.written.completeExceptionally(failed.thrown());
        } catch (SQLException | RuntimeException failed) {
            waiting.written.completeExceptionally(failed);
        }
    }

    /** @throws StatementFailed when nothing was committed because a statement threw */
    private void commit(List<Waiting> group, Way way) throws SQLException {
        if (group.isEmpty()) {
            return;
        }
        try (Connection connection = database.changes().getConnection()) {
            connection.setAutoCommit(false);
            boolean isCommitted = false;
            try {
                Map<Waiting, Written> conflicts = run(connection, group, way);
                while (!conflicts.isEmpty()) {
                    connection.rollback();
                    conflicts.forEach((waiting, conflict) -> waiting.written.complete(conflict));
                    group.removeAll(conflicts.keySet());
                    conflicts = run(connection, group, way);
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

    private static Map<Waiting, Written> run(Connection connection, List<Waiting> group, Way way) {
        try {
            return way.run(connection, group);
        } catch (SQLException thrown) {
            throw new StatementFailed(thrown);
        }
    }

    /** All statements in one exchange. */
    private Map<Waiting, Written> together(Connection connection, List<Waiting> group) throws SQLException {
        SetStatements<Waiting> all = new SetStatements<>();
        statements.forEach(statement -> all.add(statement, rows(statement, group)));
        return conflicts(all.run(connection));
    }

    /** Statement after statement: one that lost its row says nothing more, since what follows stands on that row. */
    private Map<Waiting, Written> apart(Connection connection, List<Waiting> group) throws SQLException {
        for (RiderStatement statement : statements) {
            SetStatements<Waiting> one = new SetStatements<>();
            one.add(statement, rows(statement, group));
            Map<Waiting, Written> conflicts = conflicts(one.run(connection));
            if (!conflicts.isEmpty()) {
                return conflicts;
            }
        }
        return Map.of();
    }

    private static List<SetStatements.Row<Waiting>> rows(RiderStatement statement, List<Waiting> group) {
        List<SetStatements.Row<Waiting>> rows = new ArrayList<>();
        for (Waiting waiting : group) {
            for (Riders.Call call : waiting.calls) {
                if (call.statement().equals(statement.name())) {
                    rows.add(new SetStatements.Row<>(waiting, call.parameters()));
                }
            }
        }
        return rows;
    }

    private static Map<Waiting, Written> conflicts(List<SetStatements.Missed<Waiting>> missed) {
        Map<Waiting, Written> conflicts = new LinkedHashMap<>();
        missed.forEach(each -> conflicts.putIfAbsent(
                each.owner(), new Written.Conflict(each.statement().name())));
        return conflicts;
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
