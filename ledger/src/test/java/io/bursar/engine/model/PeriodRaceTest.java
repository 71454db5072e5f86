package io.bursar.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.Command;
import io.bursar.engine.Ledger;
import io.bursar.engine.LedgerConfig;
import io.bursar.engine.Outcome;
import io.bursar.engine.PeriodClose;
import io.bursar.engine.Terms;
import io.bursar.postgres.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two nodes close periods at the same instant: whichever comes second, no close opens anything again. */
class PeriodRaceTest {
    private static final int BOOK = 5;
    private static final int ROUNDS = 15;
    private static final Instant BEGIN = Instant.parse("2025-01-01T00:00:00Z");

    @Test
    void closes_of_two_nodes_never_go_back() throws Exception {
        long seed = Long.getLong("bursar.seed", System.nanoTime() & 0xfffff);
        System.out.printf("closes of two nodes: repeat with -Dbursar.seed=%d%n", seed);
        Random random = new Random(seed);
        try (TestDatabase database = ModelDatabase.create();
                KeptConnections connections = ModelDatabase.asApplication(database);
                Ledger one = Ledger.open(LedgerConfig.of(connections, BOOK));
                Ledger two = Ledger.open(LedgerConfig.of(connections, BOOK))) {
            Instant closed = Instant.EPOCH;
            for (int round = 0; round < ROUNDS; round++) {
                Instant earlier = BEGIN.plus(Duration.ofDays(10L * round + random.nextInt(4)));
                Instant later = earlier.plus(Duration.ofDays(1 + random.nextInt(5)));
                boolean swapped = random.nextBoolean();
                CompletableFuture<Outcome> first;
                CompletableFuture<Outcome> second;
                // Both are at the lock before either may append.
                try (StoppedWriters stopped = StoppedWriters.of(database, BOOK)) {
                    first = one.submit(close(swapped ? later : earlier));
                    second = two.submit(close(swapped ? earlier : later));
                    stopped.await(2);
                }
                Outcome ofEarlier = (swapped ? second : first).join();
                Outcome ofLater = (swapped ? first : second).join();
                assertThat(ofLater).as("seed %d", seed).isInstanceOf(Outcome.Applied.class);
                assertThat(ofEarlier instanceof Outcome.Applied || ofEarlier.equals(new Outcome.PeriodNotLater(later)))
                        .as("seed %d: %s", seed, ofEarlier)
                        .isTrue();
                closed = later;
            }
            assertThat(one.reader().awaitSeq(two.reader().committedSeq(), Duration.ofSeconds(30)))
                    .isTrue();
            assertThat(two.reader().awaitSeq(one.reader().committedSeq(), Duration.ofSeconds(30)))
                    .isTrue();
            List<Instant> inOrder = new ArrayList<>();
            for (PeriodClose each : one.reader().times().periodCloses(0, 1_000).reversed()) {
                inOrder.add(each.before());
            }
            assertThat(inOrder).isSorted().doesNotHaveDuplicates().endsWith(closed);
            assertThat(two.submit(new Command.ReopenPeriod(null, Terms.NONE)).join())
                    .isInstanceOf(Outcome.Applied.class);
        }
    }

    private static Command close(Instant before) {
        return new Command.ClosePeriod(before, Terms.NONE);
    }
}
