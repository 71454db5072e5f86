@NullMarked
package io.bursar.payments.decide;

import org.jspecify.annotations.NullMarked;
