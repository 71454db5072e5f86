@NullMarked
package io.bursar.disputes;

import org.jspecify.annotations.NullMarked;
