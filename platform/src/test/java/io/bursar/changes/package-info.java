@NullMarked
package io.bursar.changes;

import org.jspecify.annotations.NullMarked;
