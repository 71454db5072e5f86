@NullMarked
package io.bursar.routing;

import org.jspecify.annotations.NullMarked;
