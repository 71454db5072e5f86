/** The example of ledger/README.md, run as it stands there. */
@NullMarked
package io.bursar.engine.example;

import org.jspecify.annotations.NullMarked;
