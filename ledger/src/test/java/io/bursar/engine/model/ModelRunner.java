package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Command;
import io.bursar.engine.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cases on the model, with a clock of its own. */
final class ModelRunner implements SemanticsRunner {
    private final NaiveLedger ledger = new NaiveLedger(7);
    private Instant now = Instant.parse("2026-01-02T03:04:05.678901Z");

    @Override
    public Outcome run(Command command) {
        pass(Duration.ofNanos(1_000));
        return ledger.runAlone(now, List.of(command), false).getFirst();
    }

    @Override
    public List<Outcome> runAtomically(List<Command> commands) {
        pass(Duration.ofNanos(1_000));
        return ledger.runAlone(now, commands, true);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public @Nullable Standing standing(AccountRef ref) {
        ModelAccount account = ledger.state.accounts.get(ref);
        return account == null ? null : new Standing(account.posted(), account.heldOut(), account.heldIn());
    }

    @Override
    public void close() {}
}
