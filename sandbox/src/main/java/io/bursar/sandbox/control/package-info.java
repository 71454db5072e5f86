/** The control API and its pages, under {@code /_sandbox}. */
@NullMarked
package io.bursar.sandbox.control;

import org.jspecify.annotations.NullMarked;
