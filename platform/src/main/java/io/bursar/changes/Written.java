package io.bursar.changes;

/** What became of a change. */
public sealed interface Written {
    /** It is durable. */
    record Done() implements Written {}

    /** A row was not as the change expected it; nothing was written. @param statement that found out */
    record Conflict(String statement) implements Written {}
}
