/** Disputes as callers are told of them: bodies in the shape of Stripe's. */
@NullMarked
package io.bursar.disputes.tell;

import org.jspecify.annotations.NullMarked;
