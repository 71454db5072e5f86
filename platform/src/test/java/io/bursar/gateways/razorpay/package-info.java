/** The same of one part of it. */
@NullMarked
package io.bursar.gateways.razorpay;

import org.jspecify.annotations.NullMarked;
