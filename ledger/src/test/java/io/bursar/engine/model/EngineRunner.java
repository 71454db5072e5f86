package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.Outcome;
import io.bursar.postgres.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Cases on the engine, each in a book of its own. */
final class EngineRunner implements SemanticsRunner {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final KeptConnections connections;
    private final Ledger ledger;

    EngineRunner(TestDatabase database, int book) {
        LedgerConfig.Limits small = LedgerConfig.Limits.STANDARD.withPartitionBits(13);
        connections = ModelDatabase.asApplication(database);
        ledger = Ledger.open(LedgerConfig.of(connections, book).withLimits(small));
    }

    @Override
    public Outcome run(Command command) {
        return ledger.submit(command).join();
    }

    @Override
    public List<Outcome> runAtomically(List<Command> commands) {
        return ledger.submitAll(commands, Lane.INTERACTIVE, Ledger.Atomicity.ALL_OR_NOTHING, LIMIT)
                .join();
    }

    @Override
    public Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void pass(Duration time) {
        Instant end = Instant.now().plus(time);
        while (Instant.now().isBefore(end)) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public @Nullable Standing standing(AccountRef ref) {
        return ledger.reader()
                .account(ref)
                .map(view -> new Standing(view.posted(), view.heldOut(), view.heldIn()))
                .orElse(null);
    }

    @Override
    public void close() {
        ledger.close();
        connections.close();
    }
}
