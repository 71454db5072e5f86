/**
 * The ledger engine: an append-only log in PostgreSQL, evaluated in memory by one writer per book and node.
 *
 * <p>This package is the API. {@link io.bursar.engine.Ledger} takes {@link io.bursar.engine.Command}s and answers
 * {@link io.bursar.engine.Outcome}s; {@link io.bursar.engine.LedgerReader} answers questions about what is committed.
 */
@NullMarked
package io.bursar.engine;

import org.jspecify.annotations.NullMarked;
