@NullMarked
package io.bursar.engine.state;

import org.jspecify.annotations.NullMarked;
