package io.bursar.engine.model;

import io.bursar.engine.Command;
import io.bursar.engine.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** Malformed commands, one defect each: those of the hand-made cases, and those that depend on the time. */
final class WrongCommands {
    private static final List<Command> TIMELESS =
            List.copyOf(FormCases.malformed().values());

    private final SplittableRandom random;

    WrongCommands(SplittableRandom random) {
        this.random = random;
    }

    Command any(Instant now) {
        int dice = random.nextInt(TIMELESS.size() + 8);
        if (dice < TIMELESS.size()) {
            Command known = TIMELESS.get(dice);
            return Commands.with(known, known.terms());
        }
        List<io.bursar.engine.Leg> legs = List.of(Samples.raw("bank/1", "fees", 1));
        Instant late = now.plus(Duration.ofDays(30));
        return switch (dice % 4) {
            case 0 -> new Command.Transact(legs, Terms.NONE.withEffectiveAt(late));
            case 1 -> new Command.Hold(legs, now.minusMillis(5), Terms.NONE);
            case 2 -> new Command.Hold(legs, now.plus(Duration.ofDays(3_700)), Terms.NONE);
            default -> new Command.ClosePeriod(late, Terms.NONE);
        };
    }
}
