package io.bursar.engine;

/** Which queue a command waits in. */
public enum Lane {
    /** Somebody waits for the answer. */
    INTERACTIVE,
    /** Imports and jobs; never stands before an interactive command. */
    BULK
}
