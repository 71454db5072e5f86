package io.bursar.engine.log;

/**
 * Which book's log it is and how it is cut.
 *
 * @param partitionBits a partition has two to this many rows
 */
public record LogShape(int book, int partitionBits) {}
