/**
 * The chain of hashes over a book's batches: what is hashed, and the thread that writes it off the write path. The
 * form is specified in {@code docs/guides/proof.md}; whoever checks it shares no code with this package. Internal to
 * the engine.
 */
@NullMarked
package io.bursar.engine.chain;

import org.jspecify.annotations.NullMarked;
