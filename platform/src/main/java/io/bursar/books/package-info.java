/**
 * What proves a book and moves it: the doctor in the background, signed checkpoints of the chain, export to a file and
 * import from one.
 *
 * <p>The key that signs lies in the home and nowhere else: whoever can change the database alone cannot sign.
 */
@ApplicationModule(
        displayName = "Books",
        allowedDependencies = {"access", "database", "engine", "engine :: doctor", "ledger"})
@NullMarked
package io.bursar.books;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
