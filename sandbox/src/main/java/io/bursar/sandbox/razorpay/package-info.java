/** Razorpay, as its callers see it: orders, payments, UPI, refunds, tokens, settlements. */
@NullMarked
package io.bursar.sandbox.razorpay;

import org.jspecify.annotations.NullMarked;
