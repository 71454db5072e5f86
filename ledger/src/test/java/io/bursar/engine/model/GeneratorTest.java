package io.bursar.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.Command;
import io.bursar.engine.Outcome;
import io.bursar.engine.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The dice are loaded so that the model, alone, gives every answer often. */
class GeneratorTest {
    private static final int COMMANDS = 100_000;

    @Test
    void every_answer_that_evaluation_gives_occurs_once_in_a_thousand_commands() {
        World world = new World();
        NaiveLedger ledger = new NaiveLedger(1);
        CommandGenerator generator = new CommandGenerator(42, world);
        Map<String, Integer> counts = new TreeMap<>();
        Instant now = Instant.parse("2026-05-06T07:08:09Z");
        ledger.runAlone(now, List.of(new Command.DefineChart(Cast.chart(true), Terms.NONE)), false);
        for (int commands = 0; commands < COMMANDS; ) {
            now = now.plus(Duration.ofMillis(3));
            Submission submission = generator.next(now.minusMillis(2));
            boolean atomic = submission.form() == Submission.Form.ALL_OR_NOTHING;
            List<Outcome> outcomes = ledger.runAlone(now, submission.commands(), atomic);
            for (int i = 0; i < outcomes.size(); i++) {
                world.told(submission.commands().get(i), outcomes.get(i));
                counts.merge(outcomes.get(i).getClass().getSimpleName(), 1, Integer::sum);
            }
            commands += outcomes.size();
            ledger.state.takeRows();
        }
        // Conflicts, full queues and deadlines are not the model's own.
        counts.remove("Conflict");
        assertThat(counts).as("answers: %s", counts).hasSize(20);
        counts.forEach((answer, count) ->
                assertThat(count).as("%s among %s", answer, counts).isGreaterThan(COMMANDS / 1_000));
    }
}
