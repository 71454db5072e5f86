/** The embedded server on the real thing: real processes, real kills. */
@NullMarked
package io.bursar.postgres;

import org.jspecify.annotations.NullMarked;
