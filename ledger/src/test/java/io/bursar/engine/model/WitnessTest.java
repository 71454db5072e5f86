package io.bursar.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import io.bursar.engine.LedgerObserver.Decision;
import io.bursar.engine.LedgerObserver.Decision.Expiry;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The witness agrees with a ledger that does what the model does, and notices one that does not. */
class WitnessTest {
    private static final Instant BEGIN = Instant.parse("2026-03-04T05:06:07Z");

    /** Stands in for an engine: the model once more, telling what it decided. */
    private static final class Engine {
        private final NaiveLedger ledger = new NaiveLedger(1);
        private final Tickets tickets = new Tickets();
        private final Tally tally = new Tally();
        private final World world = new World();
        private final CommandGenerator generator = new CommandGenerator(11, world);
        private final Witness witness = new Witness(new NaiveLedger(1), tickets, tally, account -> List.of());
        private Instant now = BEGIN;
        private long batches;

        private void run(int submissions, UnaryOperator<List<Decision>> sabotage) throws InterruptedException {
            Command chart = new Command.DefineChart(Cast.chart(true), Terms.NONE);
            run(new Submission(Submission.Form.SINGLE, Lane.BULK, List.of(chart)), sabotage);
            for (int i = 0; i < submissions; i++) {
                run(withoutRiders(generator.next(now)), sabotage);
            }
        }

        /** Stale versions are the database's to refuse, and there is none here. */
        private static Submission withoutRiders(Submission submission) {
            List<Command> commands = submission.commands().stream()
                    .map(command -> Commands.with(command, command.terms().withRiders(null)))
                    .toList();
            return new Submission(submission.form(), submission.lane(), commands);
        }

        private void run(Submission submission, UnaryOperator<List<Decision>> sabotage) throws InterruptedException {
            now = now.plus(Duration.ofMillis(5));
            ledger.batch(now);
            List<Decision> decisions = new ArrayList<>();
            for (long hold : ledger.due()) {
                decisions.add(new Decision(new Expiry(hold), ledger.expire(hold)));
            }
            tickets.submitted(submission);
            boolean atomic = submission.form() == Submission.Form.ALL_OR_NOTHING;
            List<Outcome> outcomes = atomic
                    ? ledger.atomically(submission.commands().stream()
                            .map(NaiveLedger.Step::of)
                            .toList())
                    : submission.commands().stream()
                            .map(command -> ledger.apply(command, NaiveLedger.RiderVerdict.WRITTEN))
                            .toList();
            for (int i = 0; i < outcomes.size(); i++) {
                Command command = submission.commands().get(i);
                if (!atomic) {
                    decisions.add(new Decision(command, outcomes.get(i)));
                }
                tickets.answered(command, outcomes.get(i));
                world.told(command, outcomes.get(i));
            }
            if (atomic) {
                Outcome told = outcomes.stream()
                        .filter(outcome -> !NaiveLedger.isFine(outcome) && !(outcome instanceof Outcome.Aborted))
                        .findFirst()
                        .orElse(outcomes.getFirst());
                decisions.add(new Decision(new Decision.Atomic(submission.commands()), told));
            }
            boolean stored = !ledger.state.takeRows().isEmpty();
            batches += stored ? 1 : 0;
            witness.hear(new Witness.Batch(0, batches, now, sabotage.apply(decisions)));
        }
    }

    @Test
    void it_agrees_with_a_ledger_that_does_the_same() throws InterruptedException {
        Engine engine = new Engine();
        engine.run(3_000, decisions -> decisions);
        assertThat(engine.tickets.open()).isZero();
        assertThat(engine.tally.get("Applied")).isGreaterThan(3_000);
    }

    @Test
    void it_notices_an_outcome_that_is_a_little_wrong() {
        check("expected InsufficientFunds", decision -> {
            boolean hit = decision.outcome() instanceof Outcome.InsufficientFunds;
            return hit && decision.outcome() instanceof Outcome.InsufficientFunds(var account, long available, long n)
                    ? new Decision(decision.command(), new Outcome.InsufficientFunds(account, available + 1, n))
                    : decision;
        });
    }

    @Test
    void it_notices_another_id() {
        check(
                "expected Applied",
                decision -> decision.outcome() instanceof Outcome.Applied(long id, Instant at)
                                && decision.command() instanceof Command.Capture
                        ? new Decision(decision.command(), new Outcome.Applied(id + 1, at))
                        : decision);
    }

    @Test
    void it_notices_an_expiry_that_is_missing() {
        check("holds are due", decision -> decision.command() instanceof Expiry ? null : decision);
    }

    @Test
    void it_notices_a_refused_atomic_batch_that_was_told_as_another() {
        check(
                "was told as",
                decision -> decision.command() instanceof Decision.Atomic
                        ? new Decision(decision.command(), new Outcome.Malformed("other", ""))
                        : decision);
    }

    private interface Sabotage {
        @org.jspecify.annotations.Nullable
        Decision change(Decision decision);
    }

    private static void check(String complaint, Sabotage sabotage) {
        Engine engine = new Engine();
        assertThatThrownBy(() -> engine.run(3_000, decisions -> {
                    List<Decision> changed = new ArrayList<>();
                    for (Decision decision : decisions) {
                        Decision other = sabotage.change(decision);
                        if (other != null) {
                            changed.add(other);
                        }
                    }
                    return changed;
                }))
                .isInstanceOf(Divergence.class)
                .hasMessageContaining(complaint);
    }
}
