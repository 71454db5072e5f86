@NullMarked
package io.bursar.engine;

import org.jspecify.annotations.NullMarked;
