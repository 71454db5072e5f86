/** What goes wrong, when, and how often: rules set over the control API. */
@NullMarked
package io.bursar.sandbox.faults;

import org.jspecify.annotations.NullMarked;
