/**
 * Stripe, over its own Java library: cards, with everything that Stripe can do with them.
 *
 * <p>Always: a call that changes something carries the operation's id as its idempotency key, for ever the same, so
 * that performing an order again under its ticket is answered as it was the first time. Answers are read by the
 * members that matter here and no others.
 */
@NullMarked
package io.bursar.gateways.stripe;

import org.jspecify.annotations.NullMarked;
