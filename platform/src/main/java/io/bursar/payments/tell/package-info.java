/** Payments as callers are told of them: bodies and errors in the shape of Stripe's. */
@NullMarked
package io.bursar.payments.tell;

import org.jspecify.annotations.NullMarked;
