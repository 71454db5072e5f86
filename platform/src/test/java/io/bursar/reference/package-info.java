@NullMarked
package io.bursar.reference;

import org.jspecify.annotations.NullMarked;
