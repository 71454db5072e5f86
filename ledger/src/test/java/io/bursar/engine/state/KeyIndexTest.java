package io.bursar.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.EntryKind;
import io.bursar.engine.log.LogMemory;
import io.bursar.engine.log.LogShape;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A key that was filed is found, whatever was filed and taken back after it: a lost key is a payment made twice. */
class KeyIndexTest {
    private static final int ROWS = 6_000;

    private final long seed = Long.getLong("bursar.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final LogMemory memory = new LogMemory(new LogShape(1, 13), 1);
    private final KeyIndex index = new KeyIndex(0);
    private final Deque<Long> filed = new ArrayDeque<>();

    private void file() {
        long position = memory.append(EntryKind.TRANSFER.code(), 0);
        memory.setKey(position, key(position), 0);
        index.add(hash(position), position);
        filed.addLast(position);
    }

    private void takeBack() {
        long position = filed.removeLast();
        index.remove(hash(position), position);
        memory.truncate(position);
    }

    private static byte[] key(long position) {
        return ByteBuffer.allocate(8).putLong(position).array();
    }

    /** Few slots at the table's end, so that keys lie in one another's way and go on at its beginning. */
    private static long hash(long position) {
        return 0xffff_ffffL - position % 13;
    }

    private void allAreFound(String when) {
        for (long position : filed) {
            assertThat(index.find(hash(position), key(position), memory))
                    .as("%s, seed %d", when, seed)
                    .isEqualTo(position);
        }
        assertThat(index.size()).isEqualTo(filed.size());
        assertThat(index.hashes()).hasSize(filed.size());
    }

    /** Growing files keys anew, in another order than they came in. */
    @Test
    void keys_taken_back_after_the_table_grew_leave_the_others_where_they_are_found() {
        for (int keys = 500; keys <= 530; keys++) {
            while (filed.size() < keys) {
                file();
            }
            for (int back = 0; back < 20; back++) {
                takeBack();
            }
            allAreFound("taken back from " + keys);
        }
    }

    @Test
    void random_filing_and_taking_back() {
        while (filed.size() < ROWS / 4) {
            int batch = 1 + random.nextInt(200);
            for (int i = 0; i < batch; i++) {
                file();
            }
            int back = random.nextInt(Math.min(batch, 150) + 1);
            for (int i = 0; i < back; i++) {
                takeBack();
            }
            allAreFound("at " + filed.size());
        }
    }
}
