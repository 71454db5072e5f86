/**
 * Books files through the ledger: reads a row, makes a command of it, keeps many on their way, and says what became of
 * them.
 *
 * <p>Each row has a key made of its source and its own id, so a row is booked once, however often a file is imported
 * and wherever an import was cut off.
 */
@ApplicationModule(
        displayName = "Imports",
        allowedDependencies = {"access", "api", "database", "ledger", "engine", "money"})
@NullMarked
package io.bursar.imports;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
