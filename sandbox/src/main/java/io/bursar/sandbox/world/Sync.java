package io.bursar.sandbox.world;

/** When the journal is forced to the disk. It is always written before an answer leaves, so all survive kill -9. */
public enum Sync {
    /** Before each answer: survives the machine's loss of power too. */
    ALWAYS,
    /** Once a second: loss of power may cost the last second. */
    SECOND,
    /** When the operating system likes: for benchmarks. */
    NEVER
}
