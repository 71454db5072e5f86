/** The same of one part of it. */
@NullMarked
package io.bursar.gateways.stripe;

import org.jspecify.annotations.NullMarked;
