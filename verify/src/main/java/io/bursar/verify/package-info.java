/**
 * The verifier: reads an exported book and says whether it is what was chained and signed, and if not, how it was
 * tampered with. One file, the JDK only, written to {@code docs/guides/proof.md} and not to the engine.
 */
@NullMarked
package io.bursar.verify;

import org.jspecify.annotations.NullMarked;
