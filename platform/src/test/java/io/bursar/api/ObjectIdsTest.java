package io.bursar.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bursar.engine.LedgerId;
import io.bursar.money.Invariant;
import io.bursar.money.PublicId;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ObjectIdsTest {
    @Test
    void an_id_says_its_book_and_its_time_and_sorts_by_it() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            Instant one = Instant.ofEpochSecond(random.nextLong(1L << 33), random.nextInt(1_000_000_000));
            Instant later = one.plusNanos(245 + random.nextInt(2_000_000));
            int book = 1 + random.nextInt(ObjectIds.BOOK_MAX);
            int otherBook = 1 + random.nextInt(ObjectIds.BOOK_MAX);
            UUID id = ObjectIds.at(one, book, random::nextLong);
            assertThat(ObjectIds.book(id)).as("seed %d", seed).isEqualTo(book);
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.getMostSignificantBits() >>> 16).as("seed %d", seed).isEqualTo(one.toEpochMilli());
            String after = PublicId.of("evt", ObjectIds.at(later, otherBook, random::nextLong));
            assertThat(PublicId.of("evt", id)).as("seed %d", seed).isLessThan(after);
        }
    }

    @Test
    void new_ones_are_never_the_same() {
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            assertThat(seen.add(ObjectIds.next(LedgerId.BOOK_MAX))).isTrue();
        }
        assertThat(ObjectIds.BOOK_MAX).isEqualTo(LedgerId.BOOK_MAX);
    }

    @Test
    void an_id_of_another_book_or_another_kind_is_not_there() {
        String id = ObjectIds.next("cus", 7);
        assertThat(ObjectIds.find("cus", id, 7))
                .hasValueSatisfying(uuid -> assertThat(PublicId.of("cus", uuid)).isEqualTo(id));
        assertThat(ObjectIds.find("cus", id, 8)).isEmpty();
        assertThat(ObjectIds.find("pm", id, 7)).isEmpty();
        assertThat(ObjectIds.find("cus", "cus_00000000000000000000000001", 0)).isEmpty();
    }

    @Test
    void a_book_that_no_id_can_name_is_a_defect() {
        assertThatThrownBy(() -> ObjectIds.next(0)).isInstanceOf(Invariant.Violation.class);
        assertThatThrownBy(() -> ObjectIds.next(ObjectIds.BOOK_MAX + 1)).isInstanceOf(Invariant.Violation.class);
    }
}
