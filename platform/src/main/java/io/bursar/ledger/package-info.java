/**
 * The ledger's place in the application: opens the book, speaks REST for it. The ledger itself is the engine.
 */
@ApplicationModule(
        displayName = "Ledger",
        allowedDependencies = {"api", "database", "engine", "money"})
@NullMarked
package io.bursar.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
