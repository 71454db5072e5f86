/** Answers in two times, against a naive fold of the log. */
@NullMarked
package io.bursar.engine.times;

import org.jspecify.annotations.NullMarked;
