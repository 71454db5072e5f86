@NullMarked
package io.bursar.metrics;

import org.jspecify.annotations.NullMarked;
