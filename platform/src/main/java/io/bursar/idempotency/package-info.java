/**
 * Idempotency keys of routes in Stripe's shape, where the header is optional: one effect and one answer a key, within
 * the API key that used it. Routes of the ledger have the ledger's own keys instead.
 *
 * <p>Always: a key is claimed in the transaction that writes what its request is about, so a claim without its object
 * does not exist, nor an object twice. An answer is written in the commit that makes it true, is final, and is never
 * one of ours (429, 5xx). A request that died between the two leaves its object; asking again gets the object as it
 * is.
 */
@ApplicationModule(
        displayName = "Idempotency",
        allowedDependencies = {"api", "database", "engine", "jobs", "money"})
@NullMarked
package io.bursar.idempotency;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
