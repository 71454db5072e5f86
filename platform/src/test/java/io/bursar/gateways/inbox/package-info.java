/** The same of one part of it. */
@NullMarked
package io.bursar.gateways.inbox;

import org.jspecify.annotations.NullMarked;
