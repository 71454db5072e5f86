package io.bursar.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The engine does what the model does: random commands from several threads, restarts in between, every outcome, every
 * row and every account compared. {@code -Dbursar.seed} repeats the dice (not the threads' interleaving, which a seed
 * cannot repeat), {@code -Dbursar.model.commands} sets the size of the slow tests.
 */
class ModelTest {
    private static final int MANY = Integer.getInteger("bursar.model.commands", 50_000);

    @Test
    void the_engine_and_the_model_agree() throws Exception {
        run(new ModelRun.Plan(seed(), 1, 40_000, 13, 4));
    }

    @Test
    void two_nodes_on_one_book_and_the_model_agree() throws Exception {
        run(new ModelRun.Plan(seed(), 2, 12_000, 13, 3));
    }

    @Test
    @Tag("slow")
    void the_engine_and_the_model_agree_over_many_commands() throws Exception {
        run(new ModelRun.Plan(seed(), 1, MANY, 13, 8));
    }

    @Test
    @Tag("slow")
    void two_nodes_on_one_book_and_the_model_agree_for_long() throws Exception {
        run(new ModelRun.Plan(seed(), 2, MANY / 5, 13, 6));
    }

    private static long seed() {
        return Long.getLong("bursar.seed", System.nanoTime() & 0xfffff);
    }

    /**
     * Every outcome has to occur once in four thousand commands. The dice give the rarest twice in a thousand: a run of
     * 12,000 that has fewer than three of it is no bad luck but a generator that has lost it.
     */
    private static void run(ModelRun.Plan plan) throws Exception {
        try (ModelRun run = new ModelRun(plan)) {
            run.run();
            run.tally()
                    .outcomes()
                    .forEach((outcome, count) -> assertThat(count)
                            .as(
                                    "%s of seed %d in\n%s",
                                    outcome, plan.seed(), run.tally().table())
                            .isGreaterThanOrEqualTo(plan.commands() / 4_000));
        }
    }
}
