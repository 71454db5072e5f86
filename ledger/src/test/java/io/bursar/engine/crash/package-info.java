/**
 * The engine under kill -9 of itself and of PostgreSQL, cut connections and a database that was put back: what was
 * acknowledged is there with its business rows, what was not is there wholly or not at all.
 */
@NullMarked
package io.bursar.engine.crash;

import org.jspecify.annotations.NullMarked;
