/**
 * The ledger over REST: endpoints, and what they share in reading requests and in waiting for the ledger. What is
 * public is for other modules whose requests have transactions in them.
 */
@NullMarked
package io.bursar.ledger.rest;

import org.jspecify.annotations.NullMarked;
