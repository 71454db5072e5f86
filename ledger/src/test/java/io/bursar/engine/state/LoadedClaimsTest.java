package io.bursar.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.engine.LedgerId;
import io.bursar.engine.log.LogShape;
import org.junit.jupiter.api.Test;

/** Two checkpoints may be read one after the other, with another node's work in between. */
class LoadedClaimsTest {
    private static final long HOLD = LedgerId.of(1, 7);
    private static final long EXPIRES_AT = 1_000_000;

    private final BookState state = new BookState(new LogShape(1, 13), 8_191);

    private static Claim hold(Claim.State how, long seq) {
        return new Claim(
                HOLD,
                Claim.Kind.HOLD,
                how,
                new int[] {1},
                new int[] {2},
                new long[] {500},
                new long[] {how == Claim.State.OPEN ? 0 : 500},
                0,
                EXPIRES_AT,
                seq);
    }

    @Test
    void a_hold_that_was_settled_meanwhile_is_not_due_any_more() {
        state.loadDue(EXPIRES_AT, HOLD);
        assertThat(state.due()).hasSize(1);
        state.loadClaim(hold(Claim.State.CAPTURED, LedgerId.of(1, 9_000)));
        assertThat(state.due()).isEmpty();
    }

    @Test
    void a_hold_that_is_still_open_stays_due() {
        state.loadDue(EXPIRES_AT, HOLD);
        state.loadClaim(hold(Claim.State.OPEN, HOLD));
        assertThat(state.due()).containsExactly(new BookState.Due(EXPIRES_AT, HOLD));
    }
}
