/**
 * Money, currencies, public ids and invariants. Depends on the JDK alone, so every other module may use it.
 */
@NullMarked
package io.bursar.money;

import org.jspecify.annotations.NullMarked;
