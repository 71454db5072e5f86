package io.bursar.idempotency;

import io.bursar.api.Answer;
import io.bursar.api.Problem;

/** What is known of a request's key, in order of precedence. */
public sealed interface Look {
    /** Nothing, or the request has none: go on. */
    record Unused() implements Look {}

    /** It was first used for something else. @param problem names what differs */
    record Reused(Problem problem) implements Look {}

    /** @param answer the first one, to be given again */
    record Answered(Answer answer) implements Look {}

    /** A request that may still be alive holds it. @param problem says so */
    record Live(Problem problem) implements Look {}

    /** Its request ended without an answer. @param object id of what it was about, to be answered as it is now */
    record Unfinished(String object) implements Look {}
}
