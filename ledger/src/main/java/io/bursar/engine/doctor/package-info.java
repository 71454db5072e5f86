/**
 * The doctor: recomputes a whole book from its log and says what does not fit.
 *
 * <p>It is written to {@code SEMANTICS.md}, not to the engine: of the engine it uses the names of kinds and states and
 * nothing else, so that a mistake in evaluation is not repeated by what checks it.
 */
@NullMarked
package io.bursar.engine.doctor;

import org.jspecify.annotations.NullMarked;
