/** What all players share: one lock, one clock, one journal, one book, and the webhooks that leave. */
@NullMarked
package io.bursar.sandbox.world;

import org.jspecify.annotations.NullMarked;
