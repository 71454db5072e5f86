/** Texts in and out: form parameters, JSON. */
@NullMarked
package io.bursar.sandbox.text;

import org.jspecify.annotations.NullMarked;
