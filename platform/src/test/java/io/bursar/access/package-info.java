@NullMarked
package io.bursar.access;

import org.jspecify.annotations.NullMarked;
