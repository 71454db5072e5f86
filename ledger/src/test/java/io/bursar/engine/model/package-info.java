/**
 * A second, naive ledger, written to SEMANTICS.md alone, and the tests that set it against the engine.
 *
 * <p>{@link io.bursar.engine.model.NaiveLedger} shares nothing with the engine but the records of its API.
 */
@NullMarked
package io.bursar.engine.model;

import org.jspecify.annotations.NullMarked;
