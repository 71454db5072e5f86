/** The console's tests: over HTTP, and in a real browser. */
@NullMarked
package io.bursar.console;

import org.jspecify.annotations.NullMarked;
