/** Gateways against the sandbox, whose own book says what really happened. */
@NullMarked
package io.bursar.gateways;

import org.jspecify.annotations.NullMarked;
