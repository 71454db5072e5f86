@NullMarked
package io.bursar.setups;

import org.jspecify.annotations.NullMarked;
