package io.bursar.books;

import io.bursar.engine.doctor.DoctorReport;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the doctor of this node stands with a book. What it found last stays while it looks again.
 *
 * @param last what it found when it was through last; empty: it was not since this node began
 * @param failure why the newest look did not come to its end; empty: it did, or there was none
 * @param now what it is doing with the book
 */
public record DoctorStatus(Optional<Last> last, Optional<Failure> failure, Now now) {
    /** @param age how long ago that was */
    public record Last(DoctorReport report, Duration age) {}

    /** @param reason for people */
    public record Failure(String reason, Duration age) {}

    /** What it is doing. */
    public sealed interface Now {
        /** Nothing, until its next turn. */
        record Resting() implements Now {}

        /** It was asked to look, and looks at another book first. */
        record Waiting() implements Now {}

        /**
         * It is looking.
         *
         * @param rows of the log that it has read, to about a thousand
         */
        record Looking(Duration since, long rows) implements Now {}
    }

    /** Whether a look is under way or about to be. */
    public boolean isBusy() {
        return !(now instanceof Now.Resting);
    }
}
