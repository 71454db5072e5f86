@NullMarked
package io.bursar.schedules;

import org.jspecify.annotations.NullMarked;
