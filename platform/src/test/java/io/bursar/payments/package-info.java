@NullMarked
package io.bursar.payments;

import org.jspecify.annotations.NullMarked;
