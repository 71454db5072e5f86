@NullMarked
package io.bursar.idempotency;

import org.jspecify.annotations.NullMarked;
