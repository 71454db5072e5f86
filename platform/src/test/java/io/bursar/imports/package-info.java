@NullMarked
package io.bursar.imports;

import org.jspecify.annotations.NullMarked;
