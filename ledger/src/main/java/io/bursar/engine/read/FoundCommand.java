package io.bursar.engine.read;

import io.bursar.engine.log.LogMemory;

/**
 * Rows that have a command's.
 *
 * @param first position of the command's first row
 * @param recordedAt its batch's time, microseconds
 */
record FoundCommand(LogMemory rows, long first, long recordedAt) {}
