@NullMarked
package io.bursar.methods;

import org.jspecify.annotations.NullMarked;
