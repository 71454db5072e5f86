package io.bursar.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.Command;
import io.bursar.engine.DryRun;
import io.bursar.engine.Lane;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerException;
import io.bursar.engine.LedgerReader;
import io.bursar.engine.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the pipeline does when the ledger does not take, or does not answer, what it was sent. */
class PipelineTest {
    private static final Mapping MAPPING = Mapping.load(null, Map.of());
    private static final int ROWS = 2_000;

    /** Each wallet is topped up at its first row only, so rows that are booked out of order are refused. */
    private static Part part(int first, int end) {
        Part part = new Part();
        for (int i = first; i < end; i++) {
            CardRow row = new CardRow(i, Integer.toString(i), Instant.EPOCH, "c" + i % 10, "t", 1_00);
            part.add(row, i < 10 ? 10_000_00 : 0, MAPPING);
        }
        return part;
    }

    /** A ledger in between that says busy, lets deadlines pass and loses answers. */
    private record Moody(Ledger ledger, Random random) implements Ledger {
        @Override
        public CompletableFuture<Outcome> submit(Command command) {
            return ledger.submit(command);
        }

        @Override
        public CompletableFuture<List<Outcome>> submitAll(
                List<Command> commands, Lane lane, Atomicity atomicity, Duration deadline) {
            return switch (random.nextInt(12)) {
                case 0 -> CompletableFuture.completedFuture(Collections.nCopies(commands.size(), new Outcome.Busy()));
                case 1 ->
                    CompletableFuture.completedFuture(
                            Collections.nCopies(commands.size(), new Outcome.DeadlinePassed()));
                case 2 ->
                    ledger.submitAll(commands, lane, atomicity, deadline).thenApply(answer -> {
                        throw new LedgerException(LedgerException.Reason.UNKNOWN, "the answer was lost");
                    });
                default -> ledger.submitAll(commands, lane, atomicity, deadline);
            };
        }

        @Override
        public CompletableFuture<List<DryRun>> dryRun(
                List<Command> commands, Lane lane, Atomicity atomicity, Duration deadline) {
            return ledger.dryRun(commands, lane, atomicity, deadline);
        }

        @Override
        public LedgerReader reader() {
            return ledger.reader();
        }

        @Override
        public Health health() {
            return ledger.health();
        }

        @Override
        public void close() {
            ledger.close();
        }
    }

    @Test
    void what_was_not_taken_up_is_sent_again_in_order_and_booked_once() throws Exception {
        long seed = Long.getLong("bursar.seed", System.nanoTime());
        Tally tally = new Tally();
        List<Part> settled = new ArrayList<>();
        try (ImportedBook book = new ImportedBook()) {
            int accounts = book.withLedger(ledger -> {
                ChartAddition.makeRoom(ledger, MAPPING);
                Pipeline pipeline = new Pipeline(new Moody(ledger, new Random(seed)), part -> {
                    part.tell(tally);
                    settled.add(part);
                });
                for (int first = 0; first < ROWS; first += 40) {
                    pipeline.send(part(first, first + 40));
                }
                pipeline.drain();
                return ImportedBook.balances(ledger.reader()).size();
            });
            assertThat(tally.refused())
                    .as("seed %d: %s", seed, tally.examples())
                    .isZero();
            assertThat(tally.booked() + tally.already()).as("seed %d", seed).isEqualTo(ROWS);
            assertThat(settled).as("seed %d", seed).hasSize(ROWS / 40);
            assertThat(accounts).isEqualTo(12);
            assertThat(book.balances())
                    .as("seed %d", seed)
                    .containsEntry("terminals/t/payable", ROWS * 100L)
                    .containsEntry("bank/main", 10 * 10_000_00L);
            book.mustAddUp();
        }
    }
}
