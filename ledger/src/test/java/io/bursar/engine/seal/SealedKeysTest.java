package io.bursar.engine.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A key that is there is always found; one that is not, seldom; and filters side by side say what each alone says. */
class SealedKeysTest {
    private static final long SEED = Long.getLong("bursar.seed", System.nanoTime());
    private static final int PARTITION_BITS = 8;

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void side_by_side_says_what_each_filter_says() {
        System.out.println("seed " + SEED);
        List<KeyFilter> filters = new ArrayList<>();
        List<long[]> keys = new ArrayList<>();
        SealedKeys grown = new SealedKeys();
        for (int partition = 0; partition < 140; partition++) {
            long[] hashes = hashes(random.nextInt(1 << PARTITION_BITS));
            keys.add(hashes);
            filters.add(KeyFilter.of(hashes, PARTITION_BITS));
            Runnable publish = grown.prepare(partition, filters.getLast());
            assertThat(grown.partitions()).isEqualTo(partition);
            assertSame(grown, filters.subList(0, partition), keys);
            publish.run();
            SealedKeys loaded = new SealedKeys();
            loaded.load(filters);
            assertSame(grown, filters, keys);
            assertSame(loaded, filters, keys);
        }
    }

    private void assertSame(SealedKeys keys, List<KeyFilter> filters, List<long[]> hashes) {
        for (int i = 0; i < 40; i++) {
            long[] some = hashes.get(random.nextInt(hashes.size()));
            boolean isKnown = some.length > 0 && random.nextInt(3) > 0;
            long hash = isKnown ? some[random.nextInt(some.length)] : random.nextLong();
            List<Integer> expected = IntStream.iterate(filters.size() - 1, p -> p >= 0, p -> p - 1)
                    .filter(p -> filters.get(p).mayHold(hash))
                    .boxed()
                    .toList();
            assertThat(keys.candidates(hash)).isEqualTo(expected);
        }
    }

    @Test
    void no_key_is_missed_and_few_alarms_are_false() {
        System.out.println("seed " + SEED);
        long[] hashes = hashes(1 << 16);
        KeyFilter filter = KeyFilter.fromBytes(KeyFilter.of(hashes, 16).toBytes());
        for (long hash : hashes) {
            assertThat(filter.mayHold(hash)).isTrue();
        }
        int alarms = 0;
        for (int i = 0; i < 1_000_000; i++) {
            alarms += filter.mayHold(random.nextLong()) ? 1 : 0;
        }
        assertThat(alarms).isLessThan(60);
    }

    @Test
    void partitions_come_in_order_and_filters_are_whole() {
        SealedKeys keys = new SealedKeys();
        KeyFilter filter = KeyFilter.of(hashes(3), PARTITION_BITS);
        keys.prepare(0, filter).run();
        assertThatThrownBy(() -> keys.prepare(2, filter)).hasMessageContaining("partition 1 is next, not 2");
        assertThatThrownBy(() -> keys.prepare(1, KeyFilter.of(hashes(3), 12))).hasMessageContaining("one size");
        assertThatThrownBy(() -> KeyFilter.fromBytes(new byte[100])).hasMessageContaining("100 bytes");
    }

    @Test
    void transposing_swaps_rows_and_columns() {
        long[] square = hashes(Long.SIZE);
        long[] transposed = square.clone();
        FilterGroup.transpose(transposed);
        for (int i = 0; i < Long.SIZE; i++) {
            for (int j = 0; j < Long.SIZE; j++) {
                assertThat(transposed[j] >>> i & 1).isEqualTo(square[i] >>> j & 1);
            }
        }
    }

    private long[] hashes(int count) {
        return random.longs(count).toArray();
    }
}
