/**
 * Rows that several features write together, without money: a state, its event, the answer that a key is to get again.
 * With money the same statements ride in the ledger's commit; here they get one of their own.
 *
 * <p>Always: a change is written whole or not at all, and is durable when it is answered. Changes of concurrent
 * requests share a commit, as commands share the ledger's batches, and none can spoil another's.
 */
@ApplicationModule(
        displayName = "Changes",
        allowedDependencies = {"database", "engine", "money"})
@NullMarked
package io.bursar.changes;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
