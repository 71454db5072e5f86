@NullMarked
package io.bursar.engine.chain;

import org.jspecify.annotations.NullMarked;
