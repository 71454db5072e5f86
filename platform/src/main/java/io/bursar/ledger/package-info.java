/**
 * The ledger's place in the application: opens books, and tells their objects, outcomes and ids as the API has them.
 * Its doors are sub-packages, {@code rest} and {@code grpc}. The ledger itself is the engine.
 */
@ApplicationModule(
        displayName = "Ledger",
        allowedDependencies = {"api", "database", "engine", "money"})
@NullMarked
package io.bursar.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
