/** Bursar as a program: its commands, and the application that {@code up} runs. */
@NullMarked
package io.bursar;

import org.jspecify.annotations.NullMarked;
