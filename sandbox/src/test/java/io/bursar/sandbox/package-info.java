/** The sandbox seen from outside: over HTTP, by Stripe's own client, and against Stripe's published schemas. */
@NullMarked
package io.bursar.sandbox;

import org.jspecify.annotations.NullMarked;
