/**
 * Deciding: exact sequential semantics over the book's state, no locks, no input or output. Internal to the engine.
 *
 * <p>This package is exempt from the style budgets where speed needs it: scratch arrays are reused between commands.
 */
@NullMarked
package io.bursar.engine.evaluate;

import org.jspecify.annotations.NullMarked;
