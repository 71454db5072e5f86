/** Taking commands, batching them, committing them. Internal to the engine. */
@NullMarked
package io.bursar.engine.write;

import org.jspecify.annotations.NullMarked;
