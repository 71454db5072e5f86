/**
 * Transactions to be booked at a time: {@code POST /v1/scheduled_transactions}.
 *
 * <p>A scheduled one is {@code scheduled}, then for ever {@code executed}, {@code refused} or {@code canceled}; the
 * database guards that. Always: it is booked once or not at all. Its state changes in the commit that books it, by a
 * rider that names the version which was read, and the ledger's key is made from its id: so that two nodes, a crash in
 * between, an answer that never came and a cancellation at the same instant all come to one of the four, and to one
 * transaction at most. Nodes that look for what is due lease it to each other; that saves work, and guards nothing.
 */
@ApplicationModule(
        displayName = "Schedules",
        allowedDependencies = {"api", "database", "engine", "jobs", "ledger", "ledger :: rest", "money"})
@NullMarked
package io.bursar.schedules;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
