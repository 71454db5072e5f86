/** What the console shows: rooms gather, templates ({@code src/main/jte}) lay out. Nothing here changes anything. */
@NullMarked
package io.bursar.console.pages;

import org.jspecify.annotations.NullMarked;
