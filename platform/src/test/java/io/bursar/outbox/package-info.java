@NullMarked
package io.bursar.outbox;

import org.jspecify.annotations.NullMarked;
