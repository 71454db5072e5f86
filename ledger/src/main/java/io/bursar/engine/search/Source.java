package io.bursar.engine.search;

/** One way to find what is wanted: in order, everything, each once. */
interface Source<T> {
    /** Goes on for a while; may find nothing and not be at its end. */
    Batch<T> next(int max);
}
