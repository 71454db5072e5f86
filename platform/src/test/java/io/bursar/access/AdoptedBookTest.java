package io.bursar.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.RunningBursar;
import io.bursar.money.PublicId;
import org.junit.jupiter.api.Test;

/** A book that was imported brought its number along: no new tenant may be given it, and with it what is inside. */
class AdoptedBookTest {
    private final RunningBursar bursar = RunningBursar.shared();

    private long next() {
        String id =
                bursar.post("/v1/books").json("{'name':'somebody'}").expect(201).id();
        return PublicId.parse("book", id).orElseThrow();
    }

    @Test
    void a_number_that_came_from_elsewhere_is_given_to_nobody() {
        int taken = Math.toIntExact(next() + 1);
        Tenants tenants = Tenants.on(bursar.database().app());
        tenants.adopt(taken, "from elsewhere");
        tenants.adopt(taken, "somebody else");
        assertThat(tenants.names()).containsEntry(taken, "from elsewhere").containsEntry(1, "house");
        assertThat(next()).isEqualTo(taken + 1);
    }
}
