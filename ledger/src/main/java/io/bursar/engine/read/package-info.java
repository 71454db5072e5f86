/** Answering questions: memory first, sealed partitions by primary key. Internal to the engine. */
@NullMarked
package io.bursar.engine.read;

import org.jspecify.annotations.NullMarked;
