/** Payments as callers are told of them: bodies and errors in the shape of Stripe's. */
@NamedInterface("tell")
@NullMarked
package io.bursar.payments.tell;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
