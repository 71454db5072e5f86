/** HTTP/1.1 in both directions, small enough to misbehave on purpose: by resets, and by silence. */
@NullMarked
package io.bursar.sandbox.http;

import org.jspecify.annotations.NullMarked;
