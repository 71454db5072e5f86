/**
 * A book's state in memory: accounts, claims, keys, chart. A working copy that the writer changes and can undo, and a
 * committed copy that readers see. Internal to the engine.
 */
@NullMarked
package io.bursar.engine.state;

import org.jspecify.annotations.NullMarked;
