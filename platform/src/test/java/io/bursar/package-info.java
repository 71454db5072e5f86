/** The whole application under test, on a real database and over real HTTP. */
@NullMarked
package io.bursar;

import org.jspecify.annotations.NullMarked;
