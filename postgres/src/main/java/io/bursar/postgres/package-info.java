/**
 * The database as a process: starts the PostgreSQL of the Maven binaries as a durable child, or looks an outside one
 * over before it is trusted with money. Knows nothing of what is stored.
 */
@NullMarked
package io.bursar.postgres;

import org.jspecify.annotations.NullMarked;
