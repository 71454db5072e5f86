@NullMarked
package io.bursar.disputes.decide;

import org.jspecify.annotations.NullMarked;
