/**
 * How the doctor reads a database: one moment of it, rows in order, keys by the million, hashes beside those that are
 * stored. Nothing here judges.
 */
@NullMarked
package io.bursar.engine.doctor.scan;

import org.jspecify.annotations.NullMarked;
