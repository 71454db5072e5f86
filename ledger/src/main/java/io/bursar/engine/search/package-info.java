/**
 * Finding commands by what they carry: memory is looked through, sealed partitions are asked by their search index, or
 * searched where they have none yet. Internal to the engine.
 */
@NullMarked
package io.bursar.engine.search;

import org.jspecify.annotations.NullMarked;
