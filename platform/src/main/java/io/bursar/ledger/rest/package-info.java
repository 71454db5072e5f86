/** The ledger over REST: endpoints, and what they share in reading requests and in waiting for the ledger. */
@NullMarked
package io.bursar.ledger.rest;

import org.jspecify.annotations.NullMarked;
