package io.bursar.engine.model;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Command;
import io.bursar.engine.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fresh book of some ledger, for one case. */
interface SemanticsRunner extends AutoCloseable {
    Outcome run(Command command);

    List<Outcome> runAtomically(List<Command> commands);

    /** Not after the next batch's time. */
    Instant now();

    void pass(Duration time);

    /** What an account holds; null when it is not open. */
    @Nullable
    Standing standing(AccountRef account);

    @Override
    void close();

    /** Posted, held out and held in, on the normal side. */
    record Standing(long posted, long heldOut, long heldIn) {}
}
