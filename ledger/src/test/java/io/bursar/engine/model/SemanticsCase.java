package io.bursar.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.AccountRef;
import io.bursar.engine.Command;
import io.bursar.engine.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A case of SEMANTICS.md worked out by hand: commands, the outcome of each, and where they leave accounts. A case is a
 * list of steps; what a step needs from earlier ones, such as the id of a hold, it takes from {@link Told}.
 */
final class SemanticsCase {
    /** Stands for any {@link Outcome.Applied}. */
    static final Outcome APPLIED = new Outcome.Applied(0, Instant.EPOCH);

    private static final Outcome KEY_REUSED = new Outcome.KeyReused(List.of("?"));

    final String name;
    private final List<Step> steps = new ArrayList<>();

    private SemanticsCase(String name) {
        this.name = name;
    }

    /** What a ledger answered so far. */
    static final class Told {
        private final SemanticsRunner runner;
        private final List<Outcome> outcomes = new ArrayList<>();

        private Told(SemanticsRunner runner) {
            this.runner = runner;
        }

        Outcome.Definite answer(int command) {
            return (Outcome.Definite) outcomes.get(command);
        }

        /** Id of the command that was applied, counted from 0. */
        long id(int command) {
            if (outcomes.get(command) instanceof Outcome.Applied(long id, Instant at)) {
                return id;
            }
            throw new IllegalStateException("command %d was %s".formatted(command, outcomes.get(command)));
        }

        Instant now() {
            return runner.now();
        }
    }

    private interface Step {
        void run(SemanticsRunner runner, Told told);
    }

    static SemanticsCase of(String name) {
        return new SemanticsCase(name);
    }

    SemanticsCase then(Function<Told, Command> command, Function<Told, Outcome> expected) {
        steps.add((runner, told) -> {
            Command next = command.apply(told);
            Outcome wanted = expected.apply(told);
            Outcome outcome = runner.run(next);
            told.outcomes.add(outcome);
            check(told.outcomes.size() - 1, next, outcome, wanted);
        });
        return this;
    }

    SemanticsCase then(Command command, Outcome expected) {
        return then(told -> command, told -> expected);
    }

    SemanticsCase then(Function<Told, Command> command, Outcome expected) {
        return then(command, told -> expected);
    }

    SemanticsCase applied(Command command) {
        return then(command, APPLIED);
    }

    SemanticsCase applied(Function<Told, Command> command) {
        return then(command, APPLIED);
    }

    SemanticsCase malformed(String param, Command command) {
        return then(command, new Outcome.Malformed(param, ""));
    }

    SemanticsCase keyReused(Command command) {
        return then(command, KEY_REUSED);
    }

    SemanticsCase replayed(int first, Function<Told, Command> command) {
        return then(command, told -> new Outcome.Replayed(told.answer(first)));
    }

    SemanticsCase atomically(List<Command> commands, List<Outcome> expected) {
        steps.add((runner, told) -> {
            List<Outcome> outcomes = runner.runAtomically(commands);
            for (int i = 0; i < commands.size(); i++) {
                told.outcomes.add(outcomes.get(i));
                check(told.outcomes.size() - 1, commands.get(i), outcomes.get(i), expected.get(i));
            }
        });
        return this;
    }

    SemanticsCase pass(Duration time) {
        steps.add((runner, told) -> runner.pass(time));
        return this;
    }

    SemanticsCase leaves(AccountRef account, long posted, long heldOut, long heldIn) {
        return standing(account, new SemanticsRunner.Standing(posted, heldOut, heldIn));
    }

    SemanticsCase leavesUnopened(AccountRef account) {
        return standing(account, null);
    }

    private SemanticsCase standing(AccountRef account, SemanticsRunner.@Nullable Standing expected) {
        steps.add((runner, told) -> assertThat(runner.standing(account))
                .as("%s in '%s'", account, name)
                .isEqualTo(expected));
        return this;
    }

    void runOn(SemanticsRunner runner) {
        Told told = new Told(runner);
        steps.forEach(step -> step.run(runner, told));
    }

    private void check(int index, Command command, Outcome outcome, Outcome expected) {
        assertThat(essence(outcome))
                .as("case '%s', command %d: %s", name, index, command)
                .isEqualTo(essence(expected));
    }

    /** An outcome without what SEMANTICS.md leaves open. */
    private static Outcome essence(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied applied -> APPLIED;
            case Outcome.KeyReused reused when !reused.differing().isEmpty() -> KEY_REUSED;
            case Outcome.Malformed(String param, String message) -> new Outcome.Malformed(param, "");
            default -> outcome;
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
