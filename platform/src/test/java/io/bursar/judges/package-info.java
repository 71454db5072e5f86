/** Stripe's own clients, unmodified but for their base address, judge a running Bursar with the sandbox behind it. */
@NullMarked
package io.bursar.judges;

import org.jspecify.annotations.NullMarked;
