/**
 * Who may call: API keys. A key is shown once, when it is made; what is kept is its hash.
 */
@ApplicationModule(
        displayName = "Access",
        allowedDependencies = {"api", "database"})
@NullMarked
package io.bursar.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
