/** The log's rows: how they are kept in memory, written to PostgreSQL and read back. Internal to the engine. */
@NullMarked
package io.bursar.engine.log;

import org.jspecify.annotations.NullMarked;
