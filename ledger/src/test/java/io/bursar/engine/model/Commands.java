package io.bursar.engine.model;

import io.bursar.engine.Command;
import io.bursar.engine.Terms;

/** Commands with other terms. */
final class Commands {
    private Commands() {}

    static Command with(Command command, Terms terms) {
        return switch (command) {
            case Command.Transact c -> new Command.Transact(c.legs(), terms);
            case Command.Hold c -> new Command.Hold(c.legs(), c.expiresAt(), terms);
            case Command.Capture c -> new Command.Capture(c.hold(), c.part(), c.completion(), terms);
            case Command.Release c -> new Command.Release(c.hold(), terms);
            case Command.Reverse c -> new Command.Reverse(c.transaction(), c.part(), terms);
            case Command.DefineChart c -> new Command.DefineChart(c.chart(), terms);
            case Command.SetLimits c -> new Command.SetLimits(c.account(), c.floor(), c.ceiling(), terms);
            case Command.SetStatus c -> new Command.SetStatus(c.account(), c.status(), terms);
            case Command.SetMetadata c -> new Command.SetMetadata(c.account(), c.entries(), terms);
            case Command.ClosePeriod c -> new Command.ClosePeriod(c.before(), terms);
            case Command.ReopenPeriod c -> new Command.ReopenPeriod(c.before(), terms);
        };
    }

    /** The command without its key and riders: what a key's second use is compared with. */
    static Command body(Command command) {
        return with(command, command.terms().withKey(null).withRiders(null));
    }
}
