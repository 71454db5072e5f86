/**
 * Moving a book: to a file of JSON lines and back, row for row and hash for hash. Nothing is evaluated; what holds a
 * book together on the way is its chain. Internal to the engine; {@code BookFile} is its face.
 */
@NullMarked
package io.bursar.engine.move;

import org.jspecify.annotations.NullMarked;
