/** Finding commands by what they carry. */
@NullMarked
package io.bursar.engine.search;

import org.jspecify.annotations.NullMarked;
