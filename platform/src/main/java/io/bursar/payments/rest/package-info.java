/** The doors of payments over REST, in the shape of Stripe's routes. */
@NullMarked
package io.bursar.payments.rest;

import org.jspecify.annotations.NullMarked;
