@NullMarked
package io.bursar.engine.move;

import org.jspecify.annotations.NullMarked;
