package io.bursar.ledger;

import java.time.Instant;
import java.util.Optional;

/** What the doctor last found, for those who watch over a book. */
public interface Checkup {
    /** The last examination of a book that came to its end; empty: there was none yet. */
    Optional<Result> last(int book);

    /**
     * @param endedAt when
     * @param findings things that did not add up; 0: all is well
     */
    record Result(Instant endedAt, long findings) {}
}
