/**
 * The operators' web pages, at {@code /}: looking at the books in a browser. One signs in by a link that works once and
 * for a short while; the pages read, and change nothing. What is shown is made in {@code io.bursar.console.pages}.
 */
@ApplicationModule(
        displayName = "Console",
        allowedDependencies = {"access", "api", "books", "database", "engine", "engine :: doctor", "ledger", "money"})
@NullMarked
package io.bursar.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
