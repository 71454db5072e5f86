package io.bursar.engine.doctor.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HashRunsTest {
    @Test
    void what_was_added_twice_is_found_across_runs_in_files() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (HashRuns hashes = new HashRuns(100)) {
            for (int i = 0; i < 2_345; i++) {
                hashes.add(random.nextLong());
            }
            hashes.add(Long.MAX_VALUE);
            hashes.add(Long.MIN_VALUE);
            assertThat(hashes.repeated()).as("seed %d", seed).isEmpty();
        }
        try (HashRuns hashes = new HashRuns(100)) {
            long early = random.nextLong();
            hashes.add(early);
            hashes.add(0);
            hashes.add(0);
            for (int i = 0; i < 2_345; i++) {
                hashes.add(random.nextLong());
            }
            hashes.add(early);
            hashes.add(Long.MAX_VALUE);
            hashes.add(Long.MAX_VALUE);
            assertThat(hashes.repeated()).as("seed %d", seed).containsExactlyInAnyOrder(early, 0L, Long.MAX_VALUE);
        }
    }

    @Test
    void nothing_is_no_repetition() {
        try (HashRuns hashes = new HashRuns(2)) {
            assertThat(hashes.repeated()).isEmpty();
        }
    }
}
