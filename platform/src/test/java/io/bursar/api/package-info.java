@NullMarked
package io.bursar.api;

import org.jspecify.annotations.NullMarked;
