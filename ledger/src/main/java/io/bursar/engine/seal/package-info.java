/**
 * Closing full partitions off the write path: indexes, key filters, checkpoints, day deltas. Internal to the engine.
 */
@NullMarked
package io.bursar.engine.seal;

import org.jspecify.annotations.NullMarked;
