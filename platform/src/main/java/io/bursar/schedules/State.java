package io.bursar.schedules;

import io.bursar.api.Problem;
import java.time.Instant;

/** Where a scheduled transaction stands. All but the first are final. */
sealed interface State {
    /** Its time has not come, or it is being booked. */
    record Scheduled() implements State {}

    /** @param transaction the ledger's */
    record Executed(long transaction, Instant at) implements State {}

    /** @param why as the ledger would have answered then */
    record Refused(Problem why, Instant at) implements State {}

    record Canceled(Instant at) implements State {}
}
