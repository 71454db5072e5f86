/** Stripe, as its callers see it: routes, objects, errors, idempotency, events. */
@NullMarked
package io.bursar.sandbox.stripe;

import org.jspecify.annotations.NullMarked;
