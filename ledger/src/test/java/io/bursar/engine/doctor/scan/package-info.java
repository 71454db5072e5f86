/** The doctor's ways of reading, on their own. */
@NullMarked
package io.bursar.engine.doctor.scan;

import org.jspecify.annotations.NullMarked;
