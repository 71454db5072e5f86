/** Settlement and the bank's statements, on the simulated clock. */
@NullMarked
package io.bursar.sandbox.bank;

import org.jspecify.annotations.NullMarked;
